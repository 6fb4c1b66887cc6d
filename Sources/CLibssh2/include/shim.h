#define LIBSSH2_DISABLE_DEPRECATION
#include "libssh2.h"
#include "carried.h"
// What Swift's Glibc module leaves out.
#include <malloc.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
