#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace portal::test {

namespace fs = std::filesystem;

/// A directory of a test's own, gone when the test ends. In memory where the system offers that, since
/// these tests sync thousands of times.
class Scratch {
 public:
  Scratch() {
    const fs::path shared_memory{"/dev/shm"};
    const fs::path root =
      fs::is_directory(shared_memory) ? shared_memory : fs::temp_directory_path();
    std::string pattern = (root / "portal-test-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }

  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  ~Scratch() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }

  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

inline std::string bytes_of(const fs::path& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

inline void write_bytes(const fs::path& path, const std::string& bytes) {
  std::ofstream{path, std::ios::binary | std::ios::trunc} << bytes;
}

/// Puts a copy of `from` at `to`, in place of what is there.
inline void put_copy(const std::string& from, const std::string& to) {
  fs::remove_all(to);
  fs::copy(from, to, fs::copy_options::recursive);
}

} // namespace portal::test
