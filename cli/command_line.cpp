// What can be typed, and what it means. Every command takes its settings from the one table in
// settings.cpp; a flag here is a setting of the same name.

#include "cli/command_line.hpp"

#include <functional>
#include <initializer_list>
#include <iostream>

#include <CLI/CLI.hpp>

#include "cli/commands.hpp"
#include "events/wire.hpp"

namespace portal {

namespace {

/// Everything that the command line fills in.
struct Typed {
  Settings::Flags flags;
  std::string config;
  bool print_config = false;
  Selection selection;
  KeyRequest key;
  ReportRequest report;
  std::string backup;
  std::function<int(const Settings&)> command;
};

void add_settings(CLI::App& app, Typed& typed, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    const Setting* const setting = find_setting(name);
    std::string doc{setting->doc};
    if (!setting->standard.empty()) doc += " [" + std::string{setting->standard} + "]";
    app.add_option_function<std::string>(
      flag_of(*setting),
      [&typed, key = std::string{name}](const std::string& value) { typed.flags[key] = value; }, doc
    );
  }
  app.add_option("--config", typed.config, "Settings file (TOML).")->check(CLI::ExistingFile);
  app.add_flag(
    "--print-config", typed.print_config, "Show every setting and where it comes from, then stop."
  );
}

CLI::App* add_command(
  CLI::App& app, Typed& typed, const std::string& name, const std::string& doc,
  std::function<int(const Settings&)> run
) {
  CLI::App* const command = app.add_subcommand(name, doc);
  command->callback([&typed, run = std::move(run)] { typed.command = run; });
  return command;
}

/// Answers the option --format.
CLI::Option* add_format(CLI::App& app, Typed& typed) {
  CLI::Option* const format =
    app.add_option("--format", typed.selection.format, "table, ndjson or csv. [table]")
      ->check(CLI::IsMember({"table", "ndjson", "csv"}));
  app.add_option("--limit", typed.selection.limit, "Stop after so many.")
    ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000'000}));
  app.add_option("--customer", typed.selection.customer, "Only this customer's, cus_….");
  app.add_option(
    "--from", typed.selection.from, "Recorded at or after this time, RFC 3339 or a date."
  );
  app.add_option("--until", typed.selection.until, "Recorded before this time.");
  return format;
}

void add_serve(CLI::App& app, Typed& typed) {
  CLI::App* const command = add_command(
    app, typed, "serve", "Run the portal: HTTP API, portal pages and store, in this one process.",
    serve
  );
  add_settings(
    *command, typed,
    {"data",
     "listen",
     "public_url",
     "clock",
     "allowed_origins",
     "log_level",
     "log_requests",
     "io_threads",
     "actor_threads",
     "connections_max",
     "connections_per_address_max",
     "trusted_proxies",
     "in_flight_max",
     "in_flight_per_customer_max",
     "disk_free_min",
     "backups",
     "resident_max",
     "snapshot_every",
     "rate_keys",
     "rate_customers",
     "rate_failed_logins",
     "rate_link_openings",
     "gateway",
     "stripe_url",
     "webhooks_inside",
     "mail",
     "mail_from",
     "mail_reply_to",
     "mail_portal_url",
     "smtp_url",
     "smtp_user",
     "smtp_tls",
     "smtp_ca_file",
     "drain_seconds"}
  );
  command->footer(
    "A first administrator's key: set PORTAL_ADMIN_KEY, or run `portal keys create --role admin`.\n"
    "SIGTERM or Ctrl-C lets running requests finish, then stops."
  );
}

void add_keys(CLI::App& app, Typed& typed) {
  CLI::App* const keys = app.add_subcommand("keys", "Create, list and revoke secret keys.");
  keys->require_subcommand(1);
  CLI::App* const create = add_command(
    *keys, typed, "create", "Make a key and show it once.",
    [&typed](const Settings& settings) { return create_key(settings, typed.key); }
  );
  create->add_option("--role", typed.key.role, "admin, app, analyst or auditor.")
    ->required()
    ->check(CLI::IsMember({"admin", "app", "analyst", "auditor"}));
  create->add_option("--name", typed.key.name, "What it is for.");
  CLI::App* const list =
    add_command(*keys, typed, "list", "Show all keys, without their secrets.", list_keys);
  CLI::App* const revoke =
    add_command(*keys, typed, "revoke", "End a key for ever.", [&typed](const Settings& settings) {
      return revoke_key(settings, typed.key);
    });
  revoke->add_option("id", typed.key.id, "The key's id, sk_….")->required();
  for (CLI::App* const command : {create, list, revoke}) {
    add_settings(*command, typed, {"data", "url", "key"});
  }
}

void add_log_readers(CLI::App& app, Typed& typed) {
  CLI::App* const replay_command = add_command(
    app, typed, "replay", "Stream the events of the log, in order, also while the portal runs.",
    [&typed](const Settings& settings) { return replay(settings, typed.selection); }
  );
  CLI::Option* const format = add_format(*replay_command, typed);
  replay_command->add_option(
    "--type", typed.selection.type,
    "Only these types, comma separated; subscription.* for all that begin so."
  );
  replay_command->add_option("--after", typed.selection.after, "Begin after this position.");
  replay_command->add_option("--to", typed.selection.to, "End with this position.");
  replay_command
    ->add_flag("--raw", typed.selection.raw, "The stored lines, byte for byte (data folder only).")
    ->excludes(format);
  add_settings(*replay_command, typed, {"data", "url", "key"});

  CLI::App* const audit_command = add_command(
    app, typed, "audit", "List who did what, done or refused, newest first.",
    [&typed](const Settings& settings) { return audit(settings, typed.selection); }
  );
  add_format(*audit_command, typed);
  audit_command->add_option(
    "--principal", typed.selection.principal, "Only this key's, session's or token's."
  );
  audit_command->add_option(
    "--action", typed.selection.action, "Only this action, such as subscription.cancel."
  );
  add_settings(*audit_command, typed, {"data", "url", "key"});

  CLI::App* const analytics_command = add_command(
    app, typed, "analytics",
    "Show cancellations, offers, experiments and how the portal is used, as tables or as a page.",
    [&typed](const Settings& settings) { return analytics(settings, typed.report); }
  );
  ReportRequest& report = typed.report;
  analytics_command->add_option("--from", report.from, "First day. [30 days ago]");
  analytics_command->add_option("--to", report.to, "First day after. [tomorrow]");
  analytics_command->add_option("--product", report.product, "Only this product, prod_….");
  analytics_command->add_option("--price", report.price, "Only this price, price_….");
  analytics_command->add_option("--country", report.country, "Only customers of this country.");
  analytics_command->add_option("--variant", report.variant, "Only <experiment>/<variant>.");
  analytics_command->add_option("--html", report.html, "Write a page with plots to this file.");
  add_settings(*analytics_command, typed, {"data", "url", "key"});

  CLI::App* const verify_command = add_command(
    app, typed, "verify",
    "Check the whole log: every event, every hash, the signed head. Exit code 1 if anything is not "
    "as it was stored.",
    verify
  );
  add_settings(*verify_command, typed, {"data"});
}

void add_backups(CLI::App& app, Typed& typed) {
  CLI::App* const backup = add_command(
    app, typed, "backup",
    "Make a backup of the log and the keys: of a running portal (--url), which makes it on its own "
    "machine, or of a data folder that no portal runs on.",
    back_up
  );
  add_settings(*backup, typed, {"data", "backups", "url", "key"});
  CLI::App* const restore_command = add_command(
    app, typed, "restore",
    "Make a new data folder (--data) of a backup, after checking every byte of it.",
    [&typed](const Settings& settings) { return restore(settings, typed.backup); }
  );
  restore_command->add_option("backup", typed.backup, "The backup's folder, …/bkp_….")->required();
  add_settings(*restore_command, typed, {"data"});
}

/// Builds the tree of commands; `typed` must outlive it.
void build(CLI::App& app, Typed& typed) {
  app.require_subcommand(1);
  app.set_version_flag("--version", "portal " + std::string{portal_version});
  app.set_help_flag("-h,--help", "Show this, or the help of a command.");
  app.set_help_all_flag("--help-all", "Show the help of every command.");
  add_serve(app, typed);
  CLI::App* const demo_command = add_command(
    app, typed, "demo",
    "Fill a portal with a small business to look at: a data folder (--data, with two months of "
    "history) or a running one (--url).",
    demo
  );
  add_settings(*demo_command, typed, {"data", "url", "key"});
  add_keys(app, typed);
  add_log_readers(app, typed);
  add_backups(app, typed);
  CLI::App* const views = app.add_subcommand("views", "Look after the read models.");
  views->require_subcommand(1);
  CLI::App* const rebuild = add_command(
    *views, typed, "rebuild", "Delete the read models and build them again from the log.",
    rebuild_views
  );
  add_settings(*rebuild, typed, {"data"});
  app.footer("Settings: default < file (--config, TOML) < environment (PORTAL_…) < flag.\n"
             "Start with: portal demo --data trial && PORTAL_ADMIN_KEY=… portal serve --data trial"
  );
}

/// What to say of the first word that is no command, where one has to stand; empty where there is none.
std::string unknown_command(const CLI::App& app, int count, const char* const* arguments) {
  const CLI::App* at = &app;
  std::string asked = "portal";
  for (int word = 1; word < count && arguments[word][0] != '-'; ++word) {
    std::vector<std::string_view> known;
    const CLI::App* next = nullptr;
    for (const CLI::App* each : at->get_subcommands({})) {
      known.push_back(each->get_name());
      if (each->get_name() == arguments[word]) next = each;
    }
    if (known.empty()) return {};
    if (next == nullptr) {
      std::string said = "There is no command `" + asked + " " + arguments[word] + "`.";
      if (const auto near = nearest(arguments[word], known)) {
        said += " Did you mean " + std::string{*near} + "?";
      }
      said += " `" + asked + " --help` lists all there are.";
      return said;
    }
    at = next;
    asked += ' ';
    asked += next->get_name();
  }
  return {};
}

} // namespace

int run_command_line(int count, const char* const* arguments, const char* const* environment) {
  CLI::App app{"A self-hosted customer billing portal: one process, one data folder.", "portal"};
  Typed typed;
  build(app, typed);
  if (const std::string unknown = unknown_command(app, count, arguments); !unknown.empty()) {
    fail(unknown);
    return exit_misuse;
  }
  try {
    app.parse(count, arguments);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    return code == 0 ? exit_done : exit_misuse;
  }
  const auto settings = Settings::load(typed.flags, typed.config, environment);
  if (!settings) {
    fail(settings.error());
    return exit_misuse;
  }
  if (typed.print_config) {
    std::cout << settings->print();
    return exit_done;
  }
  return typed.command(*settings);
}

} // namespace portal
