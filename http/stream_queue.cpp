#include "http/stream_queue.hpp"

#include <array>
#include <charconv>
#include <utility>

namespace portal {
namespace {

constexpr std::size_t backlogs_without_waiting = 8;

/// Owned by the copies of one writer together; the last one to go ends the stream.
struct WriterHold {
  explicit WriterHold(std::shared_ptr<StreamQueue> held) : queue(std::move(held)) {}

  WriterHold(const WriterHold&) = delete;
  WriterHold& operator=(const WriterHold&) = delete;

  ~WriterHold() { queue->abandon(); }

  std::shared_ptr<StreamQueue> queue;
};

} // namespace

void StreamQueue::append(std::string_view chunk, bool is_last) {
  if (!settings_.is_chunked) {
    queued_ += chunk;
    return;
  }
  if (!chunk.empty()) {
    std::array<char, 16> digits{};
    const auto end =
      std::to_chars(digits.data(), digits.data() + digits.size(), chunk.size(), 16).ptr;
    queued_.append(digits.data(), end).append("\r\n").append(chunk).append("\r\n");
  }
  if (is_last) queued_ += "0\r\n\r\n";
}

bool StreamQueue::push(std::string_view chunk, bool is_last) {
  std::unique_lock lock{mutex_};
  const auto has_room = [&] {
    return is_closed_ || end_ != End::open || queued_.size() < settings_.backlog_max;
  };
  bool is_too_slow = false;
  if (settings_.may_wait()) {
    is_too_slow = !room_.wait_for(lock, settings_.patience, has_room);
  } else {
    is_too_slow = queued_.size() >= backlogs_without_waiting * settings_.backlog_max;
  }
  if (is_closed_) return false;
  if (end_ != End::open) return end_ == End::whole;
  if (is_too_slow) {
    end_ = End::abandoned;
  } else {
    append(chunk, is_last);
    if (is_last) end_ = End::whole;
  }
  const bool wakes = !std::exchange(is_woken_, true);
  lock.unlock();
  if (wakes) settings_.wake();
  return !is_too_slow;
}

void StreamQueue::abandon() {
  std::unique_lock lock{mutex_};
  if (is_closed_ || end_ != End::open) return;
  end_ = End::abandoned;
  const bool wakes = !std::exchange(is_woken_, true);
  lock.unlock();
  room_.notify_all();
  if (wakes) settings_.wake();
}

StreamQueue::End StreamQueue::take(std::string& bytes) {
  const std::lock_guard lock{mutex_};
  is_woken_ = false;
  bytes.clear();
  bytes.swap(queued_);
  room_.notify_all();
  return end_;
}

void StreamQueue::close() {
  {
    const std::lock_guard lock{mutex_};
    is_closed_ = true;
    queued_.clear();
  }
  room_.notify_all();
}

Response::Writer StreamQueue::writer_of(std::shared_ptr<StreamQueue> queue) {
  return [hold = std::make_shared<WriterHold>(std::move(queue)
          )](const std::string& chunk, bool last) { return hold->queue->push(chunk, last); };
}

} // namespace portal
