/* Posting lists, as storywire.domain.attach.postings has them in numpy, with the same results. */
#include "arrays.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SUMMED_FROM = 64, FIRST_ROOM = 2 };

typedef struct { int32_t slot, weight; } Entry;
typedef struct { Entry *entries; uint32_t length, room; } List;
typedef struct { double score; int32_t slot; } Near;

typedef struct {
    PyObject_HEAD
    List *lists;     /* by term */
    Py_ssize_t terms;
    int64_t *dots;   /* by slot, 0 between calls; `seen` marks the slots of this call */
    uint32_t *seen, call;
    int32_t *touched;
    Py_ssize_t slots;
} Postings;

/* ids and weights of one article: int32 and int64 */
static int terms_of(PyObject *const *arguments, Py_buffer *ids, Py_buffer *weights) {
    if (array_of(arguments[0], ids, sizeof(int32_t), 1) < 0) return -1;
    if (array_of(arguments[1], weights, sizeof(int64_t), 1) < 0) {
        PyBuffer_Release(ids);
        return -1;
    }
    return 0;
}

/* ---- posting lists ---- */

static int by_slot(const void *left, const void *right) {
    int32_t one = ((const Entry *)left)->slot, other = ((const Entry *)right)->slot;
    return (one > other) - (one < other);
}

/* Add up the entries of one story; drop those that add up to nothing. */
static void sum_up(List *list) {
    uint32_t kept = 0;
    qsort(list->entries, list->length, sizeof(Entry), by_slot);
    for (uint32_t i = 0; i < list->length;) {
        Entry sum = {list->entries[i].slot, 0};
        for (; i < list->length && list->entries[i].slot == sum.slot; i++)
            sum.weight += list->entries[i].weight;
        if (sum.weight) list->entries[kept++] = sum;
    }
    list->length = kept;
}

static int append(List *list, int32_t slot, int64_t weight) {
    uint32_t free_from = list->room;
    if (list->length == list->room && list->length >= SUMMED_FROM) {
        sum_up(list);
        free_from -= list->room / 4; /* or it would be added up again soon */
    }
    if (list->length >= free_from) {
        uint32_t room = list->room ? 2 * list->room : FIRST_ROOM;
        Entry *entries = realloc(list->entries, room * sizeof(Entry));
        if (!entries) {
            PyErr_NoMemory();
            return -1;
        }
        list->entries = entries;
        list->room = room;
    }
    list->entries[list->length++] = (Entry){slot, (int32_t)weight};
    return 0;
}

static List *list_of(Postings *self, int32_t term) {
    if (term >= self->terms) {
        Py_ssize_t terms = term < 2048 ? 4096 : 2 * (Py_ssize_t)term;
        List *lists = realloc(self->lists, terms * sizeof(List));
        if (!lists) {
            PyErr_NoMemory();
            return NULL;
        }
        memset(lists + self->terms, 0, (terms - self->terms) * sizeof(List));
        self->lists = lists;
        self->terms = terms;
    }
    return self->lists + term;
}

static void let_go(List *list) {
    if (list->length) return;
    free(list->entries);
    *list = (List){NULL, 0, 0};
}

static int file_away(Postings *self, int32_t slot, int32_t term, int64_t weight) {
    List *list = list_of(self, term);
    return list ? append(list, slot, weight) : -1;
}

static int take_out(Postings *self, int32_t slot, int32_t term, int64_t weight) {
    List *list = list_of(self, term);
    if (!list) return -1;
    for (uint32_t i = 0; i < list->length; i++) {
        if (list->entries[i].slot == slot && list->entries[i].weight == weight) {
            list->entries[i] = list->entries[--list->length];
            let_go(list);
            return 0;
        }
    }
    return append(list, slot, -weight); /* it was added up with others */
}

typedef int Filing(Postings *, int32_t, int32_t, int64_t);

static PyObject *each_term(Postings *self, PyObject *const *arguments, Py_ssize_t count,
                           Filing *filing) {
    Py_buffer ids, weights;
    if (needs(count, 3) < 0) return NULL;
    long slot = PyLong_AsLong(arguments[0]);
    if (slot == -1 && PyErr_Occurred()) return NULL;
    if (terms_of(arguments + 1, &ids, &weights) < 0) return NULL;
    int failed = 0;
    for (Py_ssize_t i = 0; i < ids.shape[0] && !failed; i++) {
        int64_t weight = IN(weights, int64_t, i);
        if (weight) failed = filing(self, (int32_t)slot, IN(ids, int32_t, i), weight);
    }
    PyBuffer_Release(&ids);
    PyBuffer_Release(&weights);
    if (failed) return NULL;
    Py_RETURN_NONE;
}

static PyObject *add(Postings *self, PyObject *const *arguments, Py_ssize_t count) {
    return each_term(self, arguments, count, file_away);
}

static PyObject *take_away(Postings *self, PyObject *const *arguments, Py_ssize_t count) {
    return each_term(self, arguments, count, take_out);
}

/* add_all([(slot, ids, weights), ...]) */
static PyObject *add_all(Postings *self, PyObject *articles) {
    PyObject *all = PySequence_Fast(articles, "a sequence of articles is needed");
    int failed = !all;
    for (Py_ssize_t i = 0; !failed && i < PySequence_Fast_GET_SIZE(all); i++) {
        PyObject *article = PySequence_Fast_GET_ITEM(all, i), *added = NULL;
        if (PyTuple_Check(article))
            added = each_term(self, &PyTuple_GET_ITEM(article, 0), PyTuple_GET_SIZE(article),
                              file_away);
        else
            PyErr_SetString(PyExc_TypeError, "an article is a tuple");
        failed = !added;
        Py_XDECREF(added);
    }
    Py_XDECREF(all);
    if (failed) return NULL;
    Py_RETURN_NONE;
}

static PyObject *forget(Postings *self, PyObject *const *arguments, Py_ssize_t count) {
    Py_buffer ids;
    if (needs(count, 2) < 0) return NULL;
    long slot = PyLong_AsLong(arguments[0]);
    if (slot == -1 && PyErr_Occurred()) return NULL;
    if (array_of(arguments[1], &ids, sizeof(int32_t), 1) < 0) return NULL;
    for (Py_ssize_t i = 0; i < ids.shape[0]; i++) {
        int32_t term = IN(ids, int32_t, i);
        if (term >= self->terms) continue;
        List *list = self->lists + term;
        uint32_t kept = 0;
        for (uint32_t j = 0; j < list->length; j++)
            if (list->entries[j].slot != slot) list->entries[kept++] = list->entries[j];
        list->length = kept;
        let_go(list);
    }
    PyBuffer_Release(&ids);
    Py_RETURN_NONE;
}

static int room_for(Postings *self, Py_ssize_t slots) {
    if (slots <= self->slots) return 0;
    slots *= 2;
    free(self->dots);
    free(self->seen);
    free(self->touched);
    self->dots = calloc(slots, sizeof(int64_t));
    self->seen = calloc(slots, sizeof(uint32_t));
    self->touched = calloc(slots, sizeof(int32_t));
    self->slots = self->dots && self->seen && self->touched ? slots : 0;
    self->call = 0;
    if (self->slots) return 0;
    PyErr_NoMemory();
    return -1;
}

static Py_ssize_t dots_of(Postings *self, const Py_buffer *ids, const Py_buffer *weights) {
    Py_ssize_t touched = 0;
    if (!++self->call) { /* all numbers of calls are used up */
        memset(self->seen, 0, self->slots * sizeof(uint32_t));
        self->call = 1;
    }
    for (Py_ssize_t i = 0; i < ids->shape[0]; i++) {
        int32_t term = IN(*ids, int32_t, i);
        int64_t weight = IN(*weights, int64_t, i);
        if (term >= self->terms) continue;
        const List *list = self->lists + term;
        for (uint32_t j = 0; j < list->length; j++) {
            Entry entry = list->entries[j];
            if (self->seen[entry.slot] != self->call) {
                self->seen[entry.slot] = self->call;
                self->dots[entry.slot] = 0;
                self->touched[touched++] = entry.slot;
            }
            self->dots[entry.slot] += weight * entry.weight;
        }
    }
    return touched;
}

/* Let `near` be a heap of the highest scores, the least of them on top. */
static void sift(Near *near, Py_ssize_t count, Near new) {
    Py_ssize_t place = 0, child;
    while ((child = 2 * place + 1) < count) {
        if (child + 1 < count && near[child + 1].score < near[child].score) child++;
        if (near[child].score >= new.score) break;
        near[place] = near[child];
        place = child;
    }
    near[place] = new;
}

static double least_of_highest(Near *scored, Py_ssize_t count, Py_ssize_t most, Near *heap) {
    for (Py_ssize_t i = 0; i < most; i++) heap[i].score = -INFINITY;
    for (Py_ssize_t i = 0; i < count; i++)
        if (scored[i].score > heap[0].score) sift(heap, most, scored[i]);
    return heap[0].score;
}

static PyObject *pairs_from(const Near *scored, Py_ssize_t count, double least) {
    PyObject *found = PyList_New(0);
    for (Py_ssize_t i = 0; found && i < count; i++) {
        if (scored[i].score < least) continue;
        PyObject *pair = Py_BuildValue("(dl)", scored[i].score, (long)scored[i].slot);
        if (!pair || PyList_Append(found, pair) < 0) Py_CLEAR(found);
        Py_XDECREF(pair);
    }
    return found;
}

/* nearest(ids, weights, shares, horizons, reach, most) */
static PyObject *nearest(Postings *self, PyObject *const *arguments, Py_ssize_t count) {
    Py_buffer ids, weights, shares, horizons;
    PyObject *found = NULL;
    if (needs(count, 6) < 0) return NULL;
    long long reach = PyLong_AsLongLong(arguments[4]);
    Py_ssize_t most = PyLong_AsSsize_t(arguments[5]), kept = 0;
    if (PyErr_Occurred() || terms_of(arguments, &ids, &weights) < 0) return NULL;
    if (array_of(arguments[2], &shares, sizeof(double), 1) < 0) goto articles;
    if (array_of(arguments[3], &horizons, sizeof(int64_t), 1) < 0) goto stories;
    if (room_for(self, shares.shape[0]) < 0) goto all;
    Py_ssize_t touched = dots_of(self, &ids, &weights);
    Near *scored = malloc((touched + most + 1) * sizeof(Near));
    if (!scored) {
        PyErr_NoMemory();
        goto all;
    }
    for (Py_ssize_t i = 0; i < touched; i++) {
        int32_t slot = self->touched[i];
        if (self->dots[slot] > 0 && IN(horizons, int64_t, slot) >= reach)
            scored[kept++] = (Near){(double)self->dots[slot] * IN(shares, double, slot), slot};
    }
    double least = kept > most ? least_of_highest(scored, kept, most, scored + touched) : -INFINITY;
    found = pairs_from(scored, kept, least);
    free(scored);
all:
    PyBuffer_Release(&horizons);
stories:
    PyBuffer_Release(&shares);
articles:
    PyBuffer_Release(&ids);
    PyBuffer_Release(&weights);
    return found;
}

static void postings_end(Postings *self) {
    PyTypeObject *type = Py_TYPE(self);
    for (Py_ssize_t i = 0; i < self->terms; i++) free(self->lists[i].entries);
    free(self->lists);
    free(self->dots);
    free(self->seen);
    free(self->touched);
    type->tp_free(self);
    Py_DECREF(type);
}

static PyMethodDef methods[] = {
    {"add", (PyCFunction)(void (*)(void))add, METH_FASTCALL, NULL},
    {"add_all", (PyCFunction)add_all, METH_O, NULL},
    {"remove", (PyCFunction)(void (*)(void))take_away, METH_FASTCALL, NULL},
    {"forget", (PyCFunction)(void (*)(void))forget, METH_FASTCALL, NULL},
    {"nearest", (PyCFunction)(void (*)(void))nearest, METH_FASTCALL, NULL},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot slots[] = {
    {Py_tp_dealloc, postings_end},
    {Py_tp_methods, methods},
    {0, NULL},
};

static PyType_Spec spec = {
    .name = "storywire.domain.attach.compiled.postings.Postings",
    .basicsize = sizeof(Postings),
    .flags = Py_TPFLAGS_DEFAULT,
    .slots = slots,
};

static int fill(PyObject *module) {
    PyObject *type = PyType_FromSpec(&spec);
    int failed = !type || PyModule_AddObjectRef(module, "Postings", type) < 0;
    Py_XDECREF(type);
    return failed ? -1 : 0;
}

static PyModuleDef_Slot phases[] = {{Py_mod_exec, fill}, {0, NULL}};
static PyModuleDef module = {
    PyModuleDef_HEAD_INIT, "postings", NULL, 0, NULL, phases, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit_postings(void) { return PyModuleDef_Init(&module); }
