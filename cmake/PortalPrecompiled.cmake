# The domain's headers, compiled once. Whoever includes events/customer.hpp pays for a hundred messages;
# measured on subscriptions.cpp: 20 s of processor time without this and with debug information, 2.4 s with
# this and without. Floors and tests that use them say `portal_precompiled(<target>)`. Each header is still
# compiled alone (all_verify_interface_header_sets), and clang-tidy reads each source without this, so that
# a missing #include is found.
option(PORTAL_PRECOMPILED "Precompile the domain's headers" OFF)

if(PORTAL_PRECOMPILED)
  file(WRITE "${CMAKE_BINARY_DIR}/domain_headers.cpp.new" "// Carries the precompiled headers.\n")
  file(COPY_FILE "${CMAKE_BINARY_DIR}/domain_headers.cpp.new" "${CMAKE_BINARY_DIR}/domain_headers.cpp" ONLY_IF_DIFFERENT)
  add_library(portal_domain_headers OBJECT "${CMAKE_BINARY_DIR}/domain_headers.cpp")
  # Never from ccache: it may hand out what another checkout of the same sources precompiled, with that
  # checkout's paths in it, and then a header changed here is not seen.
  set_target_properties(portal_domain_headers PROPERTIES CXX_COMPILER_LAUNCHER "")
  target_link_libraries(portal_domain_headers PRIVATE portal_strict tl::expected)
  target_include_directories(portal_domain_headers PRIVATE "${CMAKE_SOURCE_DIR}")
  target_precompile_headers(portal_domain_headers PRIVATE
    "${CMAKE_SOURCE_DIR}/events/access.hpp"
    "${CMAKE_SOURCE_DIR}/events/catalog.hpp"
    "${CMAKE_SOURCE_DIR}/events/customer.hpp")
endif()

function(portal_precompiled target)
  if(PORTAL_PRECOMPILED)
    # Programs are PIE, the precompiled headers PIC; the compiler wants the same of both.
    target_compile_options(${target} PRIVATE -fPIC)
    target_precompile_headers(${target} REUSE_FROM portal_domain_headers)
  endif()
endfunction()
