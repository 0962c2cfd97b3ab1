# Containers, a cluster's manifests, Terraform, Ansible and a web server's settings; nothing is running.
mkdir -p k8s infra/live infra/vars infra/badref infra/module chart/templates roles nginx
printf 'FROM node:20\nCOPY package.json .\n' >Dockerfile; printf 'services:\n  web:\n    build: .\n    ports: ["8080:80"]\n    depends_on: [db]\n' >docker-compose.yml
printf 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n' >k8s/deployment.yaml; printf 'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n spec:\n' >k8s/service.yaml
printf 'terraform {\n  required_providers {\n    random = { source = "hashicorp/random" }\n  }\n}\nresource "random_id" "x" {\n  byte_length = 4\n}\n' >infra/live/main.tf
printf 'variable "region" {\n  type = string\n}\noutput "r" {\n  value = var.region\n}\n' >infra/vars/main.tf
printf 'output "r" {\n  value = var.regoin\n}\nlocals {\n  a = local.bb\n}\n' >infra/badref/main.tf; printf 'module "net" {\n  source = "./net"\n}\n' >infra/module/main.tf
printf -- '- hosts: all\n  tasks:\n    - name: x\n      apt: name=nginx\n' >site.yml; printf -- '- hosts: localhost\n  connection: local\n  gather_facts: false\n  roles: [webserver]\n' >roles.yml
printf -- '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - name: x\n      copyy:\n        src: a\n        dest: b\n' >badmod.yml
printf -- '- hosts: localhost\n  tasks:\n  - name: a\n     debug: msg=x\n' >badyaml.yml
printf 'events {}\nhttp {\n  server {\n    listen 80\n    server_name x;\n  }\n}\n' >nginx/nginx.conf; printf 'events {}\nhttp {\n  proxy_passs http://x;\n}\n' >nginx/typo.conf
printf 'set shell := ["bash", "-c"]\n\nbuild:\n  echo build\n\ntest: build\n  exit 3\n\ndeploy env:\n  echo {{env}}\n' >justfile
printf 'version: "3"\ntasks:\n  build:\n    cmds: [echo build]\n  lint:\n    cmds: ["false"]\n' >Taskfile.yml
printf '{"name": "x", "items": [1, 2]}\n' >data.json; printf '{"name": "x" "b": 1}\n' >broken.json; printf 'a: 1\n b: 2\n' >broken.yaml; printf '[tools]\nnode = "20"\n' >mise.toml
