# A Go module.
mkdir -p cmd/api internal/db tools; printf 'module example.com/shop\n\ngo 1.21\n' >go.mod; printf 'package main\n\nimport (\n\t"fmt"\n\t"os"\n)\n\nfunc main() {\n\tfmt.Println("x")\n}\n' >cmd/api/main.go
printf 'package main\n\nimport "github.com/spf13/cobra"\n\nfunc main() { _ = cobra.Command{} }\n' >tools/cli.go; printf 'package main\n\nfunc main() {\n\tx := 1\n\tfmt.Println("a")\n}\n' >undef.go
printf 'package db\n\nfunc Open() {}\n' >internal/db/db.go; printf 'package main\n\nfunc main() {\n\tvar m map[string]int\n\tm["a"] = 1\n}\n' >nilmap.go; printf 'package main\n\nfunc main() {\n\tvar s string = 1\n\t_ = s\n}\n' >mismatch.go
printf 'package main\n\nimport "example.com/shop/internal/cache"\n\nfunc main() { cache.X() }\n' >badpkg.go
