#include "include/carried.h"

#include "libssh2_priv.h"

LIBSSH2_SESSION *swiftplay_session_make(struct swiftplay_supplies supplies, void *abstract) {
    LIBSSH2_SESSION *session =
        libssh2_session_init_ex(supplies.allocate, supplies.release, supplies.reallocate, abstract);
    if (session) libssh2_session_callback_set2(session, LIBSSH2_CALLBACK_RECV, (libssh2_cb_generic *)supplies.receive);
    return session;
}

int swiftplay_session_is_strict(const LIBSSH2_SESSION *session) { return session->kex_strict; }
