#include "bench/scratch.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace portal::bench {

namespace fs = std::filesystem;

Scratch::Scratch(std::string_view name) : owner_(::getpid()) {
  const char* chosen = std::getenv("BENCH_DIR");
  directory_ = (chosen != nullptr ? std::string{chosen} : std::string{"build"}) + "/bench-" +
               std::string{name} + "-" + std::to_string(owner_);
  fs::remove_all(directory_);
  fs::create_directories(directory_);
}

Scratch::~Scratch() {
  if (::getpid() != owner_) return;
  std::error_code ignored;
  fs::remove_all(directory_, ignored);
}

void in_child(const std::function<void()>& work) {
  std::fflush(nullptr);
  const pid_t child = ::fork();
  if (child < 0) give_up("fork failed.");
  if (child == 0) {
    work();
    std::fflush(nullptr);
    std::_Exit(0);
  }
  int status = 0;
  if (::waitpid(child, &status, 0) != child || status != 0) give_up("The preparation failed.");
}

void give_up(const std::string& why) {
  std::fprintf(stderr, "bench: %s\n", why.c_str());
  std::exit(1);
}

void figure(std::string_view name, double value) {
  std::printf("{\"%.*s\":%.6g}\n", static_cast<int>(name.size()), name.data(), value);
  std::fflush(stdout);
}

double quantile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const auto at = static_cast<std::size_t>(share * static_cast<double>(values.size()));
  return values[std::min(at, values.size() - 1)];
}

std::uint64_t bytes_on_disk(const std::string& directory) {
  std::uint64_t bytes = 0;
  for (const auto& entry : fs::recursive_directory_iterator{directory}) {
    if (entry.is_regular_file()) bytes += entry.file_size();
  }
  return bytes;
}

std::uint64_t resident_bytes() {
  std::ifstream statm{"/proc/self/statm"};
  std::uint64_t total = 0;
  std::uint64_t resident = 0;
  statm >> total >> resident;
  return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

double sync_ms(const std::string& directory) {
  const std::string path = directory + "/sync";
  const int file = ::open(path.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0) give_up("Cannot write " + path);
  const std::string block(4096, 'x');
  std::vector<double> times;
  for (int round = 0; round < 200; ++round) {
    const Stopwatch watch;
    if (::write(file, block.data(), block.size()) != 4096 || ::fdatasync(file) != 0) {
      give_up("Cannot sync " + path);
    }
    times.push_back(watch.seconds() * 1000);
  }
  ::close(file);
  return quantile(times, 0.5);
}

} // namespace portal::bench
