# A Go module; single files with one mistake each in folders of their own.
printf 'module example.com/app\n\ngo 1.20\n' >go.mod; printf 'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println("hi") }\n' >main.go
mkdir -p unused undefd nomod; printf 'package main\n\nimport (\n\t"fmt"\n\t"os"\n)\n\nfunc main() { fmt.Println("hi") }\n' >unused/a.go
printf 'package main\n\nfunc main() { fmt.Println("hi") }\n' >undefd/a.go; printf 'package main\n\nimport "github.com/acme/nope"\n\nfunc main() { nope.X() }\n' >nomod/a.go
