#include <sys/types.h>

#include "libssh2.h"

/// How a session takes its memory, and the bytes of the server; `receive` gives an amount, 0 at the end, or a negative
/// error number.
struct swiftplay_supplies {
    void *_Nullable (*_Nonnull allocate)(size_t count, void *_Nullable *_Nullable abstract);
    void *_Nullable (*_Nonnull reallocate)(void *_Nullable memory, size_t count, void *_Nullable *_Nullable abstract);
    void (*_Nonnull release)(void *_Nullable memory, void *_Nullable *_Nullable abstract);
    ssize_t (*_Nonnull receive)(
        int socket, void *_Nullable buffer, size_t length, int flags, void *_Nullable *_Nullable abstract);
};

/// A session whose callbacks find `abstract`.
LIBSSH2_SESSION *_Nullable swiftplay_session_make(struct swiftplay_supplies supplies, void *_Nonnull abstract);

/// Whether both sides keep to the strict key exchange, which nobody in the middle can cut the beginning from.
int swiftplay_session_is_strict(const LIBSSH2_SESSION *_Nonnull session);
