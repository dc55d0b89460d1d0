/* The sketch of storywire.domain.attach.duplicates, with the same result. */
#include "arrays.h"

#include <stdlib.h>

enum { SKETCH_SIZE = 64, SKETCHED_WORDS = 300, MIN_WORDS = 30 };
static const uint32_t FIRST = 2654435761u, SECOND = 2246822519u, THIRD = 3266489917u;
static uint32_t table[256];

/* CRC-32 of ISO 3309, as in zlib. */
static void fill_table(void) {
    for (uint32_t byte = 0; byte < 256; byte++) {
        uint32_t rest = byte;
        for (int bit = 0; bit < 8; bit++) rest = rest & 1 ? 0xedb88320u ^ (rest >> 1) : rest >> 1;
        table[byte] = rest;
    }
}

static int hash_of(PyObject *word, uint32_t *hash) {
    Py_ssize_t length;
    const char *bytes = PyUnicode_AsUTF8AndSize(word, &length);
    if (!bytes) return -1;
    uint32_t rest = 0xffffffffu;
    for (Py_ssize_t i = 0; i < length; i++) rest = table[(rest ^ bytes[i]) & 0xff] ^ (rest >> 8);
    *hash = rest ^ 0xffffffffu;
    return 0;
}

static int rising(const void *left, const void *right) {
    uint32_t one = *(const uint32_t *)left, other = *(const uint32_t *)right;
    return (one > other) - (one < other);
}

/* sketch_of(words) */
static PyObject *sketch_of(PyObject *self, PyObject *given) {
    uint32_t hashes[SKETCHED_WORDS];
    PyObject *words = PySequence_Fast(given, "a sequence of words is needed"), *sketch = NULL;
    if (!words) return NULL;
    Py_ssize_t count = PySequence_Fast_GET_SIZE(words), kept = 0;
    if (count > SKETCHED_WORDS) count = SKETCHED_WORDS;
    if (count < MIN_WORDS) count = 2; /* no triple */
    for (Py_ssize_t i = 0; i < count && count > 2; i++)
        if (hash_of(PySequence_Fast_GET_ITEM(words, i), &hashes[i]) < 0) goto end;
    for (Py_ssize_t i = 0; i + 2 < count; i++)
        hashes[i] = hashes[i] * FIRST ^ hashes[i + 1] * SECOND ^ hashes[i + 2] * THIRD;
    qsort(hashes, count - 2, sizeof(uint32_t), rising);
    for (Py_ssize_t i = 0; i < count - 2 && kept < SKETCH_SIZE; i++)
        if (!kept || hashes[i] != hashes[kept - 1]) hashes[kept++] = hashes[i];
    sketch = PyTuple_New(kept);
    for (Py_ssize_t i = 0; sketch && i < kept; i++) {
        PyObject *hash = PyLong_FromUnsignedLong(hashes[i]);
        if (hash) PyTuple_SET_ITEM(sketch, i, hash);
        else Py_CLEAR(sketch);
    }
end:
    Py_DECREF(words);
    return sketch;
}

static PyMethodDef functions[] = {{"sketch_of", sketch_of, METH_O, NULL}, {NULL, NULL, 0, NULL}};
static int fill(PyObject *module) {
    fill_table();
    return 0;
}
static PyModuleDef_Slot phases[] = {{Py_mod_exec, fill}, {0, NULL}};
static PyModuleDef module = {
    PyModuleDef_HEAD_INIT, "duplicates", NULL, 0, functions, phases, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit_duplicates(void) { return PyModuleDef_Init(&module); }
