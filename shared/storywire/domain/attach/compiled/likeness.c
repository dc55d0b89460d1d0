/* An article against a few stories, as storywire.domain.attach.likeness has it in numpy, with the
 * same results to the bit: dot products are whole numbers, sums of fractions run from left to right. */
#include "arrays.h"

#include <math.h>
#include <string.h>

enum { WHOLE, TITLE, BODY, HELD };
enum { WORD, NAME_WORD, NAME, NUMBER };
enum { TERMS_AT_ONCE = 1024 };

/* The article: an item a term. `rare` is what a shared name or number adds to `few`. */
typedef struct { Py_buffer ids, rows, kinds, worth, rare, places; } Query;
typedef struct { Py_buffer ids, sums, kept_ids, kept_rows; long members; PyObject *starts; } Story;

static void release(Py_buffer *views, int count) {
    while (count) PyBuffer_Release(&views[--count]);
}

/* ((ids, rows, kinds, worth, rare), places) */
static int query_of(PyObject *const *arguments, Query *query) {
    static const Py_ssize_t sizes[] = {4, 8, 1, 8, 8, 4};
    static const int dimensions[] = {1, 2, 1, 1, 1, 1};
    Py_buffer *views = &query->ids;
    PyObject *article = arguments[0];
    if (!PyTuple_Check(article) || PyTuple_GET_SIZE(article) != 5) {
        PyErr_SetString(PyExc_TypeError, "an article is a tuple of 5");
        return -1;
    }
    for (int i = 0; i < 6; i++) {
        PyObject *array = i < 5 ? PyTuple_GET_ITEM(article, i) : arguments[1];
        if (array_of(array, &views[i], sizes[i], dimensions[i]) < 0) {
            release(views, i);
            return -1;
        }
    }
    return 0;
}

/* (ids, sums, kept ids, kept rows, starts, members) */
static int story_of(PyObject *given, Story *story) {
    static const Py_ssize_t sizes[] = {4, 4, 4, 2};
    static const int dimensions[] = {1, 2, 1, 2};
    Py_buffer *views = &story->ids;
    if (!PyTuple_Check(given) || PyTuple_GET_SIZE(given) != 6) {
        PyErr_SetString(PyExc_TypeError, "a story is a tuple of 6");
        return -1;
    }
    story->starts = PyTuple_GET_ITEM(given, 4);
    story->members = PyLong_AsLong(PyTuple_GET_ITEM(given, 5));
    if (PyErr_Occurred()) return -1;
    if (!PyList_Check(story->starts)) {
        PyErr_SetString(PyExc_TypeError, "starts are a list");
        return -1;
    }
    for (int i = 0; i < 4; i++) {
        if (array_of(PyTuple_GET_ITEM(given, i), &views[i], sizes[i], dimensions[i]) < 0) {
            release(views, i);
            return -1;
        }
    }
    return 0;
}

static int32_t place_of(const Query *query, int32_t term) {
    return IN(query->places, int32_t, term);
}

static int64_t weight_of(const Query *query, int row, Py_ssize_t place) {
    return *(const int64_t *)at(&query->rows, row, place);
}

/* `held` gets how many articles of the story have each term of the article. */
static void count_held(const Query *query, const Story *story, int32_t *held, int64_t *dots) {
    memset(held, 0, query->ids.shape[0] * sizeof(int32_t));
    for (Py_ssize_t i = 0; i < story->ids.shape[0]; i++) {
        int32_t place = place_of(query, IN(story->ids, int32_t, i));
        if (place < 0) continue;
        held[place] = *(const int32_t *)at(&story->sums, HELD, i);
        for (int row = WHOLE; row <= BODY; row++)
            dots[row] += weight_of(query, row, place) * *(const int32_t *)at(&story->sums, row, i);
    }
}

static PyObject *kept_dots(const Query *query, const Story *story) {
    Py_ssize_t count = PyList_GET_SIZE(story->starts), length = story->kept_ids.shape[0];
    PyObject *dots = PyList_New(count);
    for (Py_ssize_t n = 0; dots && n < count; n++) {
        Py_ssize_t start = PyLong_AsSsize_t(PyList_GET_ITEM(story->starts, n));
        Py_ssize_t end = n + 1 < count ? PyLong_AsSsize_t(PyList_GET_ITEM(story->starts, n + 1)) : length;
        int64_t dot = 0;
        for (Py_ssize_t i = start; i < end; i++) {
            int32_t place = place_of(query, IN(story->kept_ids, int32_t, i));
            if (place >= 0)
                dot += weight_of(query, WHOLE, place) *
                       *(const uint16_t *)at(&story->kept_rows, WHOLE, i);
        }
        PyObject *number = PyLong_FromLongLong(dot);
        if (number) PyList_SET_ITEM(dots, n, number);
        else Py_CLEAR(dots);
    }
    return dots;
}

static PyObject *likeness_of(const Query *query, const Story *story, int32_t *held) {
    int64_t dots[3] = {0, 0, 0};
    double coverage = 0, title = 0, name = 0, first = 0, second = 0, few = 0;
    int number = 0;
    count_held(query, story, held, dots);
    for (Py_ssize_t i = 0; i < query->ids.shape[0]; i++) {
        if (!held[i]) continue;
        double worth = IN(query->worth, double, i) * sqrt((double)held[i] / (double)story->members);
        uint8_t kind = IN(query->kinds, uint8_t, i);
        if (kind == WORD) {
            coverage += worth;
            if (worth > title && weight_of(query, TITLE, i) > 0) title = worth;
            continue;
        }
        few += IN(query->rare, double, i);
        if (kind == NUMBER) number = 1;
        else if (worth > name) name = worth;
        if (kind != NAME_WORD) continue;
        if (worth > first) { second = first; first = worth; }
        else if (worth > second) second = worth;
    }
    PyObject *kept = kept_dots(query, story);
    if (!kept) return NULL;
    return Py_BuildValue("(LLLNdddddO)", (long long)dots[WHOLE], (long long)dots[TITLE],
                         (long long)dots[BODY], kept, coverage, title, name, second, few,
                         number ? Py_True : Py_False);
}

static void mark(const Query *query, int on) {
    char *places = query->places.buf;
    for (Py_ssize_t i = 0; i < query->ids.shape[0]; i++)
        *(int32_t *)(places + IN(query->ids, int32_t, i) * query->places.strides[0]) =
            on ? (int32_t)i : -1;
}

static PyObject *likenesses(const Query *query, PyObject *stories, int32_t *held) {
    PyObject *found = PyList_New(0);
    for (Py_ssize_t i = 0; found && i < PyList_GET_SIZE(stories); i++) {
        Story story;
        if (story_of(PyList_GET_ITEM(stories, i), &story) < 0) {
            Py_CLEAR(found);
            break;
        }
        PyObject *alike = likeness_of(query, &story, held);
        release(&story.ids, 4);
        if (!alike || PyList_Append(found, alike) < 0) Py_CLEAR(found);
        Py_XDECREF(alike);
    }
    return found;
}

/* compare((ids, rows, kinds, worth, rare), places, stories) */
static PyObject *compare(PyObject *self, PyObject *const *arguments, Py_ssize_t count) {
    Query query;
    int32_t few_held[TERMS_AT_ONCE], *held = few_held;
    if (needs(count, 3) < 0) return NULL;
    if (!PyList_Check(arguments[2])) {
        PyErr_SetString(PyExc_TypeError, "stories are a list");
        return NULL;
    }
    if (query_of(arguments, &query) < 0) return NULL;
    PyObject *found = NULL;
    Py_ssize_t terms = query.ids.shape[0];
    if (terms > TERMS_AT_ONCE) held = PyMem_Malloc(terms * sizeof(int32_t));
    if (held) {
        mark(&query, 1);
        found = likenesses(&query, arguments[2], held);
        mark(&query, 0);
        if (held != few_held) PyMem_Free(held);
    } else {
        PyErr_NoMemory();
    }
    release(&query.ids, 6);
    return found;
}

static PyMethodDef functions[] = {
    {"compare", (PyCFunction)(void (*)(void))compare, METH_FASTCALL, NULL},
    {NULL, NULL, 0, NULL},
};
static PyModuleDef_Slot phases[] = {{0, NULL}};
static PyModuleDef module = {
    PyModuleDef_HEAD_INIT, "likeness", NULL, 0, functions, phases, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit_likeness(void) { return PyModuleDef_Init(&module); }
