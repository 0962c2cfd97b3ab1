# C and C++ with CMake, Make and Meson.
mkdir -p build sub; printf 'cmake_minimum_required(VERSION 3.16)\nproject(demo C)\nfind_package(Qt6Foo REQUIRED)\nadd_executable(demo main.c)\n' >CMakeLists.txt; printf 'cmake_minimum_required(VERSION 3.99)\nproject(x)\n' >sub/CMakeLists.txt
printf '#include <sodium.h>\nint main(void) { return 0; }\n' >main.c; printf '#include <math.h>\n#include <stdio.h>\nint main(int c, char **v) { printf("%%f", sqrt(c)); return 0; }\n' >root.c; printf 'int foo(void);\nint main(void) { return foo(); }\n' >link.c
printf 'project('"'"'demo'"'"', '"'"'c'"'"')\ndependency('"'"'libfoo99'"'"')\n' >meson.build; printf 'int main() { std::cout << 1; }\n' >std.cpp; printf '#include <stdlib.h>\nint main(void) { int *p = 0; *p = 1; }\n' >crash.c
printf 'CC = arm-none-eabi-gcc\napp: main.o\n\t$(CC) -o app main.o\nflash: app\n\tst-flash write app\n' >Makefile
