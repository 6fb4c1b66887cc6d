// Where threads meet at a Mutex of Swift's standard library, the lock changes hands within that library, which is not
// built with the thread sanitizer: to the sanitizer all that follows is a race. Loaded before the library, this tells it.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"
#define SELF __attribute__((swift_context)) void *mutex

typedef __attribute__((swiftcall)) void lock(uint32_t thread, SELF);
typedef __attribute__((swiftcall)) void unlock(SELF);

// Of the sanitizer, where the program has one.
__attribute__((weak)) void __tsan_acquire(void *address);
__attribute__((weak)) void __tsan_release(void *address);

lock lock_slow __asm__(LOCK);
unlock unlock_slow __asm__(UNLOCK);

__attribute__((swiftcall)) void lock_slow(uint32_t thread, SELF) {
    ((lock *)dlsym(RTLD_NEXT, LOCK))(thread, mutex);
    if (__tsan_acquire) __tsan_acquire(mutex);
}

__attribute__((swiftcall)) void unlock_slow(SELF) {
    if (__tsan_release) __tsan_release(mutex);
    ((unlock *)dlsym(RTLD_NEXT, UNLOCK))(mutex);
}
