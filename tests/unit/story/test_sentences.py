"""Paragraphs lose their furniture, and sentences end where they end."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storywire.domain.story import faults, sentences


@pytest.mark.parametrize(
    ("language", "text", "count"),
    [
        ("en", "Mr. Brook met Dr. Lind. They spoke.", 2),
        ("en", "It sank at 3 a.m. Monday. Nobody died.", 2),
        ("en", "It sank at 3 a.m. The crew swam.", 2),
        ("en", "Sen. Ida Brook, D-Calif., met J. Lind on Jan. 3 in the U.S. Senate.", 1),
        ("en", "“It sank.” The crew swam.", 2),
        ("en", "The ferry sank.The crew swam ashore.", 2),
        ("de", "Die Fähre sank am 13. Januar vor Ellis. Niemand starb.", 2),
        ("de", "Dr. Lind kam am 3. Mai. Er ging am 4. Mai.", 2),
        ("zh", "渡轮沉没。船员获救。", 2),
        ("vi", "Ông Lind sống ở TP. HCM. Ông đi phà.", 2),
    ],
)
def test_a_text_is_split_at_its_sentences(language: str, text: str, count: int):
    assert len(sentences.split(text, language)) == count


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
@settings(max_examples=100, deadline=None)
def test_splitting_keeps_every_letter(text: str):
    line = sentences.clean_line(text)

    whole = "".join(sentences.split(line, "en"))

    assert [c for c in whole if c.isalnum()] == [c for c in line if c.isalnum()]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("PORT ELLIS, Maine (AP) — The ferry sank.", "The ferry sank."),
        ("KQRX (CBS/AP) PORT ELLIS, Maine - The ferry sank.", "The ferry sank."),
        ("Local News The ferry sank.", "The ferry sank."),
        ("(Reuters) - The ferry sank.", "The ferry sank."),
        ("AP The ferry sank.", "The ferry sank."),
        ("PORT ELLIS >> The ferry sank.", "The ferry sank."),
        ("PORT ELLIS, Maine A ferry sank.", "A ferry sank."),
        ("Why it matters: The ferry sank.", "The ferry sank."),
        ("UPDATE: The ferry sank.", "The ferry sank."),
        ("UPDATE, 5:30 p.m.: The ferry sank.", "The ferry sank."),
        ("Buy Photo The ferry sank.", "The ferry sank."),
        ("The crew said: It sank.", "The crew said: It sank."),
    ],
)
def test_a_paragraph_is_stripped_of_what_opens_it(line: str, expected: str):
    assert sentences.strip_furniture(line) == expected


def test_repeated_paragraphs_are_kept_once_and_captions_not_at_all():
    text = "The ferry sank.\nPier\nThe ferry sank.\nPier\nPier\nThe crew swam."

    assert sentences.paragraphs(text) == ("The ferry sank.", "The crew swam.")


def test_a_city_in_small_letters_opens_an_article_and_no_later_paragraph():
    text = "Port Ellis — The ferry sank.\nOne.\nTwo.\nThree.\nVelm — The crew swam."

    first, *_, last = sentences.paragraphs(text)

    assert (first, last) == ("The ferry sank.", "Velm — The crew swam.")


@pytest.mark.parametrize(
    ("sentence", "fault"),
    [
        ("Anyone with information is asked to call the harbour office.", "tip-line"),
        ("Why did the ferry leave the harbour in the storm?", "question"),
        ("We saw the ferry leave the harbour in the storm.", "first-person"),
        ("The ferry “Linnet left the harbour in the storm.", "unbalanced"),
        ("It sank.", "too-short"),
        ("THE FERRY LINNET SANK IN THE HARBOUR OF ELLIS.", "capitals"),
        ("and the ferry left the harbour in the storm.", "lower-case"),
        ("The ferry left the harbour in the storm...", "open-end"),
        ("The captain is pictured here with the crew of the ferry.", "caption"),
        ("All news will come through the account of the town: @portellis on Monday.", "handle"),
        ("Jonas Lind, 29, pictured in a photo that police of Port Ellis took in May.", "caption"),
        ("Mayor Ida Brook walks with her lawyer into the court house of Ellis.", "caption"),
        ("Neighbors gather to mourn Jonas Lind on the pier of Port Ellis.", "caption"),
        ("Ida Brook / Ellis Post The ferry Linnet lies on the rocks.", "caption"),
        ("A shackled Jonas Lind hums in court in Port Ellis on Jan. 27, 2015.", "caption"),
        ("Port Ellis police investigate a pier where a man was shot dead.", "caption"),
        ("Caption Ferry on the rocks Two tugs pulled at the ferry on Monday.", "caption"),
        ("There’s a new twist in the case of the ferry Linnet.", "fragment"),
        ("So are all of the others who were on the ferry that day.", "fragment"),
        ("(The ferry runs on Sundays.) The crew lives on the island.", "bracketed"),
        ("Brook told CBS2 on Monday.", "no-content"),
        ("“The ferry was old and the pier was rotten,” she said.", "quote"),
        ("Another long day of rain for the old harbour town.", "fragment"),
        ("word " * 49 + "was here.", "too-long"),
    ],
)
def test_each_fault_has_its_name(sentence: str, fault: str):
    assert fault in faults.faults(sentence, "en")


@pytest.mark.parametrize(
    "sentence",
    [
        "The ferry left the harbour of Port Ellis in a heavy storm.",
        "Mayor Ida Brook said the pier “was rotten” before the ferry sank.",
        "The pier will stay closed for a whole year, Ida Brook told CBS2.",
        "The ferry was launched at a yard of Port Ellis on Jan. 27, 2015.",
        "The U.S. Coast Guard told US officials that it found the wreck.",
    ],
)
def test_a_sound_sentence_has_no_fault(sentence: str):
    assert faults.faults(sentence, "en") == frozenset()
    assert not faults.is_junk(sentence, "en")
    assert not faults.is_dangling(sentence, "en")


@pytest.mark.parametrize(
    "sentence",
    [
        "He left the harbour in the storm.",
        "The two men left the harbour in the storm.",
        "Police said he left the harbour in the storm.",
        "On Jan. 12, his wish to help cost him a boat.",
        "An inquest on Monday ruled his death an accident.",
        "The 17-year-old was brought to a hospital in Velm.",
        "According to the harbour board, the three men left in a red boat.",
        "Officials say the two suspects left the harbour in a red boat.",
    ],
)
def test_a_sentence_that_points_back_is_dangling(sentence: str):
    assert faults.is_dangling(sentence, "en")


def test_a_pronoun_with_its_people_in_front_is_not_dangling():
    assert not faults.is_dangling("Investigators said they found the wreck.", "en")
    assert not faults.is_dangling("Brook said she found the wreck.", "en")
    assert not faults.is_dangling("In her ruling, Judge Brook freed the captain.", "en")
    assert not faults.is_dangling("A cook from Velm said his boat sank.", "en")
    assert not faults.is_dangling("On Monday, Brook said she found the wreck.", "en")


def test_claims_of_a_state_grow_stale():
    assert faults.is_stale_claim("Divers are still looking for the captain.", "en")
    assert faults.is_stale_claim("Lind was being held without bail in Port Ellis.", "en")
    assert faults.is_stale_claim("Police have not announced any arrests.", "en")
    assert faults.is_stale_claim("Now the search is on for the captain of the Morna.", "en")
    assert faults.is_stale_claim("Lind is asking the court to drop the charges.", "en")
    assert faults.is_stale_claim("Lind faces two charges over the ferry.", "en")
    assert faults.is_stale_claim("As of Monday, the captain was in custody.", "en")
    assert faults.is_of_its_week("Lind left the harbour last week.", "en")
    assert not faults.is_of_its_week("Lind left the harbour for the last time.", "en")
    assert faults.is_stale_claim("Jurors could hear from the crew of the ferry.", "en")
    assert not faults.is_stale_claim("Divers found the captain.", "en")
    assert not faults.is_stale_claim("Lind may have left the ferry.", "en")
    assert not faults.is_stale_claim("Lind held on to the mast until he was found.", "en")


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Ảnh: TTXVN Ông Lind từ trần ở Ellis.", "Ông Lind từ trần ở Ellis."),
        ("Ảnh: PE Con phà chìm gần cảng.", "Con phà chìm gần cảng."),
        ("LIND HOLM Theo Báo Ellis Con phà chìm gần cảng.", "Con phà chìm gần cảng."),
        ("Con phà chìm gần cảng.", "Con phà chìm gần cảng."),
    ],
)
def test_a_credit_before_a_sentence_is_none_of_it(sentence: str, expected: str):
    assert sentences.without_label(sentence) == expected


def test_vietnamese_sentences_lean_and_speak_for_themselves_too():
    assert faults.is_dangling("Vì vậy con phà chìm gần cảng.", "vi")
    assert "first-person" in faults.faults("Đây là con phà tốt nhất của tôi ở cảng.", "vi")
    assert not faults.faults("“Đây là con phà của tôi,” Lind nói ở cảng Ellis.", "vi")
