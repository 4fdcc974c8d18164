#pragma once

// What every benchmark needs: a directory on the disk that counts, a process of its own for what must
// not warm caches, figures on standard output.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace portal::bench {

/// A directory of its own under $BENCH_DIR (build/ when unset), gone at the end.
class Scratch {
 public:
  explicit Scratch(std::string_view name);
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  const std::string& directory() const { return directory_; }

  std::string data() const { return directory_ + "/data"; }

 private:
  std::string directory_;
  int owner_; ///< the process that removes it
};

/// Runs `work` in a child process, so that this one starts cold: no caches, no memory of it. Ends the
/// program when the child fails.
void in_child(const std::function<void()>& work);

/// Ends the program with a sentence.
[[noreturn]] void give_up(const std::string& why);

/// Prints one figure as a line of JSON, for run.py.
void figure(std::string_view name, double value);

/// Seconds since it was made.
class Stopwatch {
 public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count();
  }

 private:
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

/// The value that `share` (0…1) of the values do not exceed.
double quantile(std::vector<double> values, double share);

/// Bytes of all files below `directory`.
std::uint64_t bytes_on_disk(const std::string& directory);

/// This process's resident set, in bytes.
std::uint64_t resident_bytes();

/// Milliseconds of one fdatasync of 4 KiB appended in `directory`, median of 200.
double sync_ms(const std::string& directory);

} // namespace portal::bench
