# Writes OUT: a table of FILES, each with its bytes, the same compressed (FILE.gz, where it is there).
set(arrays "")
set(rows "")
set(number 0)

function(bytes_of file name result)
  file(READ "${file}" hex HEX)
  string(REGEX REPLACE "(..)" "0x\\1," hex "${hex}")
  set(${result} "const unsigned char ${name}[] = {${hex}0};\n" PARENT_SCOPE)
endfunction()

foreach(file ${FILES})
  get_filename_component(name "${file}" NAME)
  bytes_of("${file}" "plain_${number}" array)
  string(APPEND arrays "${array}")
  set(small "{}")
  if(EXISTS "${file}.gz")
    bytes_of("${file}.gz" "small_${number}" array)
    string(APPEND arrays "${array}")
    set(small "text(small_${number}, sizeof small_${number} - 1)")
  endif()
  string(APPEND rows
    "    {\"${name}\", text(plain_${number}, sizeof plain_${number} - 1), ${small}},\n")
  math(EXPR number "${number} + 1")
endforeach()

file(WRITE "${OUT}" "// Made by cmake/embed_web.cmake from build/web.
#include \"http/web_files.hpp\"

namespace portal {

namespace {

${arrays}
[[maybe_unused]] std::string_view text(const unsigned char* bytes, std::size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

} // namespace

const std::vector<WebFile>& web_files() {
  static const std::vector<WebFile> files{
${rows}  };
  return files;
}

} // namespace portal
")
