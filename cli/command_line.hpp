#pragma once

namespace portal {

/// The whole of `portal`: reads the command line, runs the command, answers the exit code.
int run_command_line(int count, const char* const* arguments, const char* const* environment);

} // namespace portal
