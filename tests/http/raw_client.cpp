#include "raw_client.hpp"

#include <array>
#include <charconv>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace portal {

namespace {

constexpr int patience_ms = 10'000;

} // namespace

RawClient::RawClient() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {}

bool RawClient::connect(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  is_at_end_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0;
  return !is_at_end_;
}

RawClient::~RawClient() { ::close(socket_); }

bool RawClient::send(std::string_view bytes) const {
  while (!bytes.empty()) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void RawClient::end_sending() const { ::shutdown(socket_, SHUT_WR); }

bool RawClient::has_something(int timeout_ms) const {
  pollfd wanted{socket_, POLLIN, 0};
  return ::poll(&wanted, 1, timeout_ms) > 0;
}

bool RawClient::read_some() {
  if (is_at_end_) return false;
  if (!has_something(patience_ms)) {
    ADD_FAILURE() << "The server neither answers nor closes. So far: " << received_.substr(0, 1000);
    return false;
  }
  std::array<char, 65536> bytes{};
  const auto size = ::recv(socket_, bytes.data(), bytes.size(), 0);
  is_at_end_ = size <= 0;
  if (size > 0) received_.append(bytes.data(), static_cast<std::size_t>(size));
  return !is_at_end_;
}

const std::string& RawClient::read_to_end() {
  while (read_some()) {
  }
  return received_;
}

const std::string& RawClient::read_until(std::string_view text) {
  while (received_.find(text) == std::string::npos && read_some()) {
  }
  return received_;
}

std::vector<int> statuses_in(std::string_view bytes) {
  constexpr std::string_view start = "HTTP/1.1 ";
  std::vector<int> statuses;
  for (auto at = bytes.find(start); at != std::string_view::npos; at = bytes.find(start, at + 1)) {
    int status = 0;
    const auto digits = bytes.substr(at + start.size()).substr(0, 3);
    std::from_chars(digits.data(), digits.data() + digits.size(), status);
    if (status != 0) statuses.push_back(status); // 0: a message that speaks of HTTP
  }
  return statuses;
}

} // namespace portal
