# A C project with a Makefile and CMakeLists.txt, and sources with one mistake each.
mkdir -p src; printf 'all: hello\nbuild:\n\techo b\ntest:\n\techo t\nclean:\n\techo c\ninstall:\n\techo i\nhello: hello.c\n\tcc -o hello hello.c\nbroken: semi.c\n\tcc -o broken semi.c\nneeds: missing.h\n\techo\nfails:\n\t@sh -c "exit 3"\n' >Makefile
printf '#include <stdio.h>\nint main(void) { puts("hi"); return 0; }\n' >hello.c; printf '#include <stdio.h>\nint main(void) {\n  int x = 1\n  return x;\n}\n' >semi.c
printf '#include <zmq.h>\nint main(void) { return 0; }\n' >queue.c; printf '#include "util.h"\nint main(void) { return 0; }\n' >inc.c; : >src/util.h
printf '#include <math.h>\n#include <stdlib.h>\nint main(int c, char **v) { return (int)sqrt(atof(v[0])) + c; }\n' >root.c; printf 'int helper(void);\nint main(void) { return helper(); }\n' >undef.c
printf '#include <iostream>\nint main() { std::cout << 1; }\n' >cpp.cpp; printf 'int main(void) { return cout; }\n' >decl.c; printf 'int main(void) { pritnf("x"); return 0; }\n' >typo.c
printf 'all:\n    echo hi\n' >Spaces.mk; mkdir -p sub; printf 'cmake_minimum_required(VERSION 3.5)\nproject(x C)\nfind_package(FooBar REQUIRED)\n' >sub/CMakeLists.txt
printf 'cmake_minimum_required(VERSION 3.5)\nproject(x C)\nadd_executable(hello hello.c)\n' >CMakeLists.txt; mkdir -p build
