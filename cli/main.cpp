#include <unistd.h>

#include "cli/command_line.hpp"

int main(int count, char** arguments) {
  return portal::run_command_line(count, arguments, ::environ);
}
