// Usage events in the forms that CloudEvents 1.0 and our own API give them.
#include "http/cloud_events.hpp"

#include <algorithm>

#include "http/headers.hpp"

namespace portal {

namespace {

constexpr std::string_view structured = "application/cloudevents+json";
constexpr std::string_view batch = "application/cloudevents-batch+json";

const std::vector<std::string_view>& core_attributes() {
  static const std::vector<std::string_view> names{
    "specversion", "id",   "source",          "type",       "subject",
    "time",        "data", "datacontenttype", "dataschema", "data_base64"};
  return names;
}

/// The members of a CloudEvent that we read.
struct CloudEvent {
  std::string specversion;
  std::string id;
  std::string source;
  std::string type;
  CustomerId subject;
  std::optional<Instant> time;
  std::optional<RawJson> data;
  std::optional<std::string> datacontenttype;
  std::optional<std::string> dataschema;
  static constexpr Fields fields{
    Field{"specversion", &CloudEvent::specversion, "Always 1.0."},
    Field{"id", &CloudEvent::id, "The event's id at its source."},
    Field{"source", &CloudEvent::source, "Where it comes from."},
    Field{"type", &CloudEvent::type, "What happened; meters count by it."},
    Field{"subject", &CloudEvent::subject, "The customer."},
    Field{"time", &CloudEvent::time, "When it happened; default now."},
    Field{"data", &CloudEvent::data, "What meters read, filter and group by."},
    Field{"datacontenttype", &CloudEvent::datacontenttype, "application/json."},
    Field{"dataschema", &CloudEvent::dataschema, "What data looks like."},
  };
};

bool is_extension_name(std::string_view name) {
  return !name.empty() && name.size() <= 20 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  });
}

bool is_core(std::string_view name) {
  const auto& core = core_attributes();
  return std::find(core.begin(), core.end(), name) != core.end();
}

/// Extension attributes are allowed and not kept; what looks like a slip of a core name is refused.
bool check_attributes(const Json& event, Reader& reader, bool& has_extensions) {
  for (const Json member : event) {
    const auto name = member.key();
    if (is_core(name)) continue;
    const auto& core = core_attributes();
    has_extensions = true;
    const bool scalar = member.kind() != JsonKind::object && member.kind() != JsonKind::array;
    if (!is_extension_name(name) || !scalar || nearest(name, core)) {
      return fail_unknown(reader, name, core);
    }
  }
  if (event.member("data_base64")) {
    const Reader::Step step{reader, "data_base64"};
    return reader.fail("parameter_invalid", "is not taken: usage is a JSON object in \"data\".");
  }
  return true;
}

bool check_event(const CloudEvent& event, const Json& json, Reader& reader) {
  if (event.specversion != "1.0") {
    const Reader::Step step{reader, "specversion"};
    return reader.fail("parameter_invalid", "must be \"1.0\".");
  }
  if (event.id.empty()) {
    const Reader::Step step{reader, "id"};
    return reader.fail("parameter_invalid", "must not be empty.");
  }
  const auto data = json.member("data");
  if (data && !data->is_null() && data->kind() != JsonKind::object) {
    const Reader::Step step{reader, "data"};
    return reader.fail_type("an object", *data);
  }
  return true;
}

/// `[3]` before the paths of a batch's faults.
Refusal inside(std::optional<std::size_t> index, Refusal refusal) {
  if (!index) return refusal;
  const std::string place = "[" + std::to_string(*index) + "]";
  refusal.param = refusal.param.empty() ? place : place + "." + refusal.param;
  refusal.message = "Event " + std::to_string(*index) + ": " + refusal.message;
  return refusal;
}

/// In the words of the native form.
Refusal native_words(Refusal refusal) {
  const auto rename = [&](std::string_view from, std::string_view to) {
    if (refusal.param != from && !refusal.param.starts_with(std::string{from} + ".")) return;
    const auto quoted = refusal.message.find('"' + refusal.param + '"');
    const std::size_t length = refusal.param.size() + 2;
    refusal.param = std::string{to} + refusal.param.substr(from.size());
    if (quoted != std::string::npos) {
      refusal.message.replace(quoted, length, '"' + refusal.param + '"');
    }
  };
  rename("time", "timestamp");
  rename("data", "properties");
  return refusal;
}

std::string without_extensions(const Json& event) {
  std::string out;
  {
    Members members{out};
    for (const Json member : event) {
      if (is_core(member.key())) write_json(members.key(member.key()), member);
    }
  }
  return out;
}

Result<SentUsage> read_cloud_event(const Json& json, const UsageReading& reading) {
  Reader reader{Strictness::strict};
  bool has_extensions = false;
  const bool fits = json.kind() == JsonKind::object ? check_attributes(json, reader, has_extensions)
                                                    : reader.fail_type("an object", json);
  if (!fits) return tl::unexpected<Refusal>(*reader.fault());
  auto event = has_extensions ? read_text<CloudEvent>(without_extensions(json), Strictness::strict)
                              : read_message<CloudEvent>(json, Strictness::strict);
  if (!event) return tl::unexpected<Refusal>(event.error());
  if (!check_event(*event, json, reader)) return tl::unexpected<Refusal>(*reader.fault());
  UsageItem item{
    std::move(event->source),
    std::move(event->id),
    std::move(event->type),
    event->time.value_or(reading.now),
    {},
    {}};
  if (event->data) item.properties = std::move(*event->data);
  return SentUsage{std::move(event->subject), std::move(item), 0};
}

Result<SentUsage>
read_native(const Json& json, const UsageReading& reading, std::optional<std::size_t> index) {
  auto native = read_message<NativeUsage>(json, Strictness::strict);
  if (!native) return tl::unexpected<Refusal>(native.error());
  if (!native->customer) {
    return refuse(
      RefusalKind::invalid, "parameter_missing", "customer",
      "\"customer\" is required: it says who consumed."
    );
  }
  const std::string made_id = reading.id_seed + "-" + std::to_string(index.value_or(0));
  auto item = usage_item(reading.catalog, *native, reading.now, made_id, "");
  if (!item) return tl::unexpected<Refusal>(item.error());
  return SentUsage{*native->customer, std::move(*item), 0};
}

Result<SentUsage> read_one(
  const Json& json, const UsageReading& reading, std::optional<std::size_t> index, bool cloud_only
) {
  const bool cloud = cloud_only || json.member("specversion").has_value();
  auto sent = cloud ? read_cloud_event(json, reading) : read_native(json, reading, index);
  if (!sent) return tl::unexpected<Refusal>(inside(index, sent.error()));
  if (auto fault = prepare_usage(sent->item, reading.catalog, reading.now)) {
    return tl::unexpected<Refusal>(inside(index, cloud ? *fault : native_words(*fault)));
  }
  sent->index = index.value_or(0);
  return sent;
}

Result<std::vector<SentUsage>>
read_array(const Json& json, const UsageReading& reading, bool cloud_only) {
  std::vector<SentUsage> all;
  for (const Json element : json) {
    if (all.size() == usage_batch_max) {
      return refuse(
        RefusalKind::too_large, "batch_too_large", "",
        "A batch has at most 10,000 events. Send several."
      );
    }
    auto sent = read_one(element, reading, all.size(), cloud_only);
    if (!sent) return tl::unexpected<Refusal>(sent.error());
    all.push_back(std::move(*sent));
  }
  if (all.empty()) {
    return refuse(
      RefusalKind::invalid, "parameter_invalid", "", "The batch is empty. Send at least one event."
    );
  }
  return all;
}

/// Binary mode: attributes as `ce-` headers, data as the body.
std::string structured_from_binary(const Request& request, const JsonDocument& data) {
  std::string text;
  {
    Members members{text};
    for (const auto& header : request.headers) {
      if (!header.name.starts_with("ce-")) continue;
      members.text(std::string_view{header.name}.substr(3), header.value);
    }
    write_json(members.key("data"), data.root());
  }
  return text;
}

Result<std::vector<SentUsage>> read_binary(const Request& request, const UsageReading& reading) {
  const auto type = media_type_of(request);
  if (!request.body.empty() && type != "application/json" && !type.ends_with("+json")) {
    return refuse(
      RefusalKind::unsupported, "content_type_unsupported", "Content-Type",
      "Send the event's data as Content-Type: application/json."
    );
  }
  const auto data = JsonDocument::parse(request.body.empty() ? "{}" : request.body);
  if (!data) return tl::unexpected<Refusal>(data.error());
  const auto whole = JsonDocument::parse(structured_from_binary(request, *data));
  if (!whole) return tl::unexpected<Refusal>(whole.error());
  auto sent = read_one(whole->root(), reading, std::nullopt, true);
  if (!sent) return tl::unexpected<Refusal>(sent.error());
  return std::vector<SentUsage>{std::move(*sent)};
}

} // namespace

Result<std::vector<SentUsage>> read_usage(const Request& request, const UsageReading& reading) {
  const auto type = media_type_of(request);
  const bool enveloped = type == structured || type == batch;
  if (!enveloped && request.header("ce-specversion") != nullptr) {
    return read_binary(request, reading);
  }
  if (!enveloped && type != "application/json") {
    return refuse(
      RefusalKind::unsupported, "content_type_unsupported", "Content-Type",
      "Send usage as application/json, application/cloudevents+json or "
      "application/cloudevents-batch+json, or with ce- headers."
    );
  }
  const auto document = JsonDocument::parse(request.body);
  if (!document) return tl::unexpected<Refusal>(document.error());
  const Json root = document->root();
  const bool array = root.kind() == JsonKind::array;
  if ((type == structured && array) || (type == batch && !array)) {
    return refuse(
      RefusalKind::invalid, "parameter_invalid_type", "",
      array ? "One event is an object; send arrays as application/cloudevents-batch+json."
            : "A batch is an array; send one event as application/cloudevents+json."
    );
  }
  if (array) return read_array(root, reading, enveloped);
  auto sent = read_one(root, reading, std::nullopt, enveloped);
  if (!sent) return tl::unexpected<Refusal>(sent.error());
  return std::vector<SentUsage>{std::move(*sent)};
}

} // namespace portal
