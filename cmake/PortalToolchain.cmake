# Compilers, warnings, sanitizers, ccache, linker: one place.
find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CCACHE}")
endif()
find_program(LLD ld.lld)
if(LLD)
  add_link_options(-fuse-ld=lld)
endif()
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Debug CACHE STRING "" FORCE)
endif()

# Beast 1.81 aborts on one malformed chunk when Boost's assertions are on (TRAPS: bare LF last-chunk).
add_compile_definitions(BOOST_DISABLE_ASSERTS)

# Names of functions are there without debug information too; with it objects are ten times as large.
option(PORTAL_DEBUG_INFORMATION "Lines and files in stack traces" ON)
if(PORTAL_DEBUG_INFORMATION)
  set(debug_information -g1)
else()
  string(REPLACE "-g" "" CMAKE_CXX_FLAGS_DEBUG "${CMAKE_CXX_FLAGS_DEBUG}")
endif()
if(PORTAL_SANITIZE)
  add_compile_options(-fsanitize=${PORTAL_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -O0 ${debug_information})
  add_link_options(-fsanitize=${PORTAL_SANITIZE})
elseif(CMAKE_BUILD_TYPE STREQUAL "Debug")
  add_compile_options(-O0 ${debug_information})
endif()
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  string(REPLACE "-O3" "-O2" CMAKE_CXX_FLAGS_RELEASE "${CMAKE_CXX_FLAGS_RELEASE}")
  add_compile_options(-fstack-protector-strong -fcf-protection)
  add_compile_definitions(_FORTIFY_SOURCE=2)
endif()

# Events are made on one thread and freed on another, the worst case of glibc's malloc: jemalloc makes
# rebuilding the views a fifth faster. Programs link it; sanitizers bring an allocator of their own.
add_library(portal_allocator INTERFACE)
if(NOT PORTAL_SANITIZE)
  find_library(JEMALLOC_LIBRARY jemalloc REQUIRED)
  target_link_libraries(portal_allocator INTERFACE -Wl,--no-as-needed "${JEMALLOC_LIBRARY}" -Wl,--as-needed)
endif()

add_library(portal_strict INTERFACE)
target_compile_options(portal_strict INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Woverloaded-virtual
  -Werror -Werror=switch -fmax-errors=5)
if(PORTAL_SANITIZE)
  # GCC's flow warnings and -Wtsan raise false alarms in instrumented third-party templates.
  target_compile_options(portal_strict INTERFACE -Wno-maybe-uninitialized -Wno-tsan)
endif()
