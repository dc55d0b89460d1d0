/* What both modules need: arrays of numpy through the buffer protocol, so that neither needs numpy to
 * be built. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>

static inline int array_of(PyObject *object, Py_buffer *view, Py_ssize_t itemsize, int dimensions) {
    if (PyObject_GetBuffer(object, view, PyBUF_STRIDES) < 0) return -1;
    if (view->itemsize == itemsize && view->ndim == dimensions) return 0;
    PyBuffer_Release(view);
    PyErr_SetString(PyExc_TypeError, "an array of another type or shape is needed");
    return -1;
}

static inline const char *at(const Py_buffer *view, Py_ssize_t row, Py_ssize_t column) {
    return (const char *)view->buf + row * view->strides[0] + column * view->strides[1];
}

#define IN(view, type, place) \
    (*(const type *)((const char *)(view).buf + (place) * (view).strides[0]))

static inline int needs(Py_ssize_t given, Py_ssize_t count) {
    if (given == count) return 0;
    PyErr_Format(PyExc_TypeError, "%zd arguments are needed, not %zd", count, given);
    return -1;
}
