"""In any script, reports of one event meet and reports of another stay apart."""

import pytest
from tests.attach_inputs import ingested

from storywire.adapters.sqlite.database import Database
from storywire.adapters.sqlite.membership import SqliteMembershipStore
from storywire.domain.attach.scripts import words_of
from storywire.domain.attach.tokens import tokens_of
from storywire_attach.processor import AttachProcessor

# Two reports of one event, and one of another.
REPORTS = {
    "de": (
        ("Fähre läuft vor Ellinghafen auf Grund",
         "Die Fähre Morna ist am Sonntag vor Ellinghafen auf Grund gelaufen. An Bord waren 212"
         " Menschen."),
        ("Taucher prüfen gestrandete Fähre Morna",
         "Vor Ellinghafen prüfen Taucher den Rumpf der Fähre Morna. Alle 212 Menschen sind gerettet"
         " an Land."),
        ("Stadtrat von Brenning beschließt neue Schulen",
         "Nach langer Nacht gab der Rat von Brenning Geld für zwei Schulen frei."),
    ),
    "ru": (
        ("Паром сел на мель у порта Эллинг",
         "Паром «Морна» сел на мель у порта Эллинг в воскресенье. На борту было 212 человек."),
        ("Водолазы осматривают паром «Морна»",
         "Водолазы осматривают корпус парома «Морна» у порта Эллинг. Все 212 человек на берегу."),
        ("Совет Бреннинга дал деньги на школы",
         "После долгой ночи совет города Бреннинг нашёл деньги на две новые школы."),
    ),
    "tr": (
        ("Feribot Elling limanı önünde karaya oturdu",
         "Morna feribotu pazar günü Elling limanı önünde karaya oturdu. Gemide 212 yolcu vardı."),
        ("Dalgıçlar Morna feribotunu inceliyor",
         "Dalgıçlar Elling limanı önünde Morna feribotunu inceledi. 212 yolcunun hepsi karada."),
        ("Brenning meclisi okul bütçesini onayladı",
         "Uzun bir gecenin ardından Brenning meclisi iki yeni okul için para ayırdı."),
    ),
    "vi": (
        ("Phà Morna mắc cạn ngoài cảng Elling",
         "Phà Morna mắc cạn ngoài cảng Elling hôm chủ nhật với 212 hành khách trên tàu."),
        ("Thợ lặn kiểm tra phà Morna mắc cạn",
         "Thợ lặn kiểm tra thân phà Morna ngoài cảng Elling. Cả 212 hành khách đã lên bờ."),
        ("Hội đồng Brenning thông qua ngân sách trường học",
         "Sau một đêm dài, hội đồng Brenning dành tiền xây hai trường mới."),
    ),
    "ar": (
        ("جنوح العبارة مورنا قرب ميناء إلينغ",
         "جنحت العبارة مورنا قرب ميناء إلينغ يوم الأحد وعلى متنها 212 راكبا."),
        ("غواصون يفحصون العبارة مورنا",
         "فحص غواصون هيكل العبارة مورنا قرب ميناء إلينغ. جميع الركاب وعددهم 212 على البر."),
        ("مجلس برينينغ يقر ميزانية المدارس",
         "بعد ليلة طويلة خصص مجلس برينينغ المال لمدرستين جديدتين."),
    ),
    "hi": (
        ("एलिंग बंदरगाह के पास नौका मोर्ना फँसी",
         "नौका मोर्ना रविवार को एलिंग बंदरगाह के पास फँस गई। उस पर 212 यात्री थे।"),
        ("गोताखोरों ने फँसी नौका मोर्ना की जाँच की",
         "गोताखोरों ने एलिंग बंदरगाह के पास नौका मोर्ना की जाँच की। सभी 212 यात्री तट पर हैं।"),
        ("ब्रेनिंग परिषद ने स्कूल बजट पास किया",
         "लंबी रात के बाद ब्रेनिंग परिषद ने दो नए स्कूलों के लिए पैसा दिया।"),
    ),
    "zh": (
        ("渡轮莫尔纳号在埃林港外搁浅",
         "渡轮莫尔纳号星期日在埃林港外搁浅，船上有212名乘客。救生艇把他们送上岸。"),
        ("潜水员检查搁浅的莫尔纳号渡轮",
         "潜水员在埃林港外检查了莫尔纳号渡轮的船体。212名乘客全部平安上岸。"),
        ("布伦宁市议会通过学校预算",
         "经过漫长的一夜，布伦宁市议会同意拨款建两所新学校。"),
    ),
    "ja": (
        ("フェリー「モルナ」がエリング港沖で座礁",
         "フェリー「モルナ」が日曜日、エリング港沖で座礁した。乗客212人は救命艇で岸に着いた。"),
        ("座礁したフェリー「モルナ」を潜水士が調査",
         "潜水士がエリング港沖でフェリー「モルナ」の船体を調べた。乗客212人は全員無事だった。"),
        ("ブレニング市議会、学校予算を可決",
         "長い夜の末、ブレニング市議会は新しい学校二校の予算を認めた。"),
    ),
    "ko": (
        ("여객선 모르나호 엘링항 앞바다서 좌초",
         "여객선 모르나호가 일요일 엘링항 앞바다에서 좌초했다. "
         "승객 212명은 구명정으로 뭍에 닿았다."),
        ("잠수부들 좌초한 모르나호 조사",
         "잠수부들이 엘링항 앞바다에서 여객선 모르나호의 선체를 조사했다. "
         "승객 212명은 모두 무사하다."),
        ("브레닝 시의회 학교 예산 통과",
         "긴 밤 끝에 브레닝 시의회는 새 학교 두 곳에 쓸 돈을 승인했다."),
    ),
    "th": (
        ("เรือเฟอร์รีมอร์นาเกยตื้นนอกท่าเรือเอลลิง",
         "เรือเฟอร์รีมอร์นาเกยตื้นนอกท่าเรือเอลลิงเมื่อวันอาทิตย์ มีผู้โดยสาร 212 คน"),
        ("นักประดาน้ำตรวจเรือเฟอร์รีมอร์นา",
         "นักประดาน้ำตรวจลำเรือเฟอร์รีมอร์นานอกท่าเรือเอลลิง ผู้โดยสาร 212 คนปลอดภัย"),
        ("สภาเมืองเบรนนิงผ่านงบโรงเรียน",
         "หลังคืนอันยาวนาน สภาเมืองเบรนนิงอนุมัติเงินสร้างโรงเรียนใหม่สองแห่ง"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", REPORTS)
async def test_two_reports_of_one_event_meet_and_another_event_stays_apart(language):
    with Database(":memory:") as database:
        attach = AttachProcessor(SqliteMembershipStore(database))
        inputs = [
            ingested(f"{n}", words, edition=language, language=language)
            for n, words in enumerate(REPORTS[language])
        ]
        first, second, other = await attach.handle(inputs)

    assert second.data.story_id == first.data.story_id != other.data.story_id


def test_scripts_without_spaces_are_read_as_pairs_and_foreign_names_whole():
    assert words_of("東京でオリンピック 2026") == ["東京", "京で", "オリンピック", "2026"]
    assert words_of("정상회담") == ["정상", "상회", "회담"]
    assert words_of("ข่าว") == ["ข่า", "่าว"]
    assert words_of("港") == ["港"]


def test_marks_belong_to_the_letter_before():
    assert words_of("दिल्ली में") == ["दिल्ली", "में"]


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("ar", "المدينة", "مدينة"), ("pl", "statkiem", "statku"), ("hi", "लड़का", "लड़के"),
        ("id", "menyelamatkan", "selamat"), ("el", "πλοίο", "πλοίου"),
    ],
)  # fmt: skip
def test_stemmers_of_many_languages_bring_forms_of_a_word_together(language, one, other):
    assert (
        tokens_of(one, "", language=language).title == tokens_of(other, "", language=language).title
    )
