// What libssh2's own configure script finds on Linux with glibc, and which old algorithms are there for those who ask
// for them in ssh_config(5).
#define HAVE_UNISTD_H
#define HAVE_INTTYPES_H
#define HAVE_SYS_SELECT_H
#define HAVE_SYS_UIO_H
#define HAVE_SYS_IOCTL_H
#define HAVE_SYS_TIME_H
#define HAVE_SYS_UN_H
#define HAVE_ARPA_INET_H
#define HAVE_NETINET_IN_H
#define HAVE_POLL
#define HAVE_O_NONBLOCK

#define LIBSSH2_OPENSSL
#define LIBSSH2_RSA_SHA1_ENABLE
#define LIBSSH2_KEX_SHA1_ENABLE
#define LIBSSH2_HMAC_SHA1_ENABLE
#define LIBSSH2_3DES_ENABLE
