#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace portal {

/// A socket of a test: sends bytes as they are and reads what comes back. Gives up after ten seconds.
class RawClient {
 public:
  RawClient();

  explicit RawClient(std::uint16_t port) : RawClient() { connect(port); }

  ~RawClient();
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  bool connect(std::uint16_t port);

  /// False when the server has closed its side for good.
  bool send(std::string_view bytes) const;

  void end_sending() const;

  /// Reads until the server closes; all bytes of this connection so far.
  const std::string& read_to_end();

  /// Reads until `text` has come, or the end.
  const std::string& read_until(std::string_view text);

  /// True when something can be read, the end included, within `timeout_ms`.
  bool has_something(int timeout_ms) const;

  /// True once the end has been read.
  bool is_at_end() const { return is_at_end_; }

 private:
  bool read_some();

  int socket_ = -1;
  bool is_at_end_ = false;
  std::string received_;
};

/// The status of each response in `bytes`, interim ones too.
std::vector<int> statuses_in(std::string_view bytes);

} // namespace portal
