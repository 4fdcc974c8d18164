#include <exception>
#include <string>

#include <unistd.h>

#include "cli/command_line.hpp"
#include "cli/commands.hpp"

int main(int count, char** arguments) {
  try {
    return portal::run_command_line(count, arguments, ::environ);
  } catch (const std::exception& error) {
    // What fails is a value here; what a library throws all the same must not end as a core file.
    return portal::fail(
      "Stopped by what nobody foresaw: " + std::string{error.what()} +
      ". Please report it, with the command line."
    );
  }
}
