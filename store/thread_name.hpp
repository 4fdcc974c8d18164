#pragma once

#include <pthread.h>

namespace portal {

/// How tools show this thread (`top -H`, debuggers); at most 15 characters.
inline void name_this_thread(const char* name) { ::pthread_setname_np(::pthread_self(), name); }

} // namespace portal
