# Files for tools that talk to servers; nothing listens anywhere.
printf 'kind: Pod\n' >deploy.yaml; printf 'FROM debian\n' >Dockerfile; mkdir -p infra; printf 'resource "null_resource" "x" {\n  count = \n}\n' >infra/broken.tf
printf 'services:\n  web:\n    image: x\n' >compose.yaml; printf 'a,b\n' >data.csv; mkdir -p site; printf 'variable "a" {}\n' >main.tf
printf '<?php echo 1\necho 2;\n' >bad.php; printf 'puts 1\n' >script.rb; printf 'def f\nputs 1\n' >broken.rb; printf 'print 1;\n' >script.pl; printf 'use Foo::Barx;\n' >mod.pl
