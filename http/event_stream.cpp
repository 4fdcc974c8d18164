#include "http/event_stream.hpp"

#include <charconv>

namespace portal {

std::string sse_frame(Position id, std::string_view event, std::string_view data) {
  std::string frame = "id: " + std::to_string(id) + "\n";
  frame += "event: ";
  frame += event;
  frame += '\n';
  while (true) {
    const auto line = data.substr(0, data.find('\n'));
    frame += "data: ";
    frame += line;
    frame += '\n';
    if (line.size() == data.size()) break;
    data.remove_prefix(line.size() + 1);
  }
  frame += '\n';
  return frame;
}

std::string sse_heartbeat() { return ": still here\n\n"; }

std::optional<Position> parse_position(std::string_view text) {
  Position value = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  if (text.empty() || read.ec != std::errc{} || read.ptr != end) return std::nullopt;
  return value;
}

} // namespace portal
