# The pages' programs and styles, made by `./dev build web` in build/web, become part of the binary. Where they
# were not made, the table is empty and the server renders its pages alone: nothing here needs Node.js.
file(GLOB web_files CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/build/web/*.js" "${CMAKE_SOURCE_DIR}/build/web/*.css")
set(web_data "${CMAKE_BINARY_DIR}/web_files_data.cpp")
add_custom_command(
  OUTPUT "${web_data}"
  COMMAND "${CMAKE_COMMAND}" "-DFILES=${web_files}" "-DOUT=${web_data}" -P "${CMAKE_SOURCE_DIR}/cmake/embed_web.cmake"
  DEPENDS ${web_files} "${CMAKE_SOURCE_DIR}/cmake/embed_web.cmake"
  COMMENT "Embedding the pages' files"
  VERBATIM
)
target_sources(portal_http PRIVATE "${web_data}")
set_source_files_properties("${web_data}" PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
