# ruff: noqa: E501
"""Messages that need a cluster, a cloud account, a GPU or a registry: recalled, not run here."""

from __future__ import annotations

import pytest

from tests.assistant.rules.kit import World

CASES = [
    # kubectl
    ("kubectl get pod web", 'Error from server (NotFound): pods "web" not found', "kubectl get pods"),
    ("kubectl logs web-1 -n shop", 'Error from server (NotFound): pods "web-1" not found', "kubectl get pods -n shop"),
    ("kubectl apply -f a.yaml", 'Error from server (NotFound): error when creating "a.yaml": namespaces "shop" not found', "kubectl create namespace shop && kubectl apply -f a.yaml"),
    ("kubectl get pdos", 'error: the server doesn\'t have a resource type "pdos"', "kubectl get pods"),
    ("kubectl get deploymnets -A", 'error: the server doesn\'t have a resource type "deploymnets"', "kubectl get deployments -A"),
    ("kubectl get secrets -n kube-system", 'Error from server (Forbidden): secrets is forbidden: User "dev" cannot list resource "secrets" in API group "" in the namespace "kube-system"', "kubectl auth can-i --list -n kube-system"),
    ("kubectl get pods", "error: You must be logged in to the server (Unauthorized)", "kubectl config view --minify"),
    ("kubectl get pods", "The connection to the server localhost:8080 was refused - did you specify the right host or port?", "kubectl config get-contexts"),
    ("kubectl get pods", "The connection to the server 10.0.0.5:6443 was refused - did you specify the right host or port?", "kubectl config get-contexts"),
    ("kubectl get pods", "Unable to connect to the server: dial tcp: lookup api.prod.example.com: no such host", "kubectl config get-contexts"),
    ("kubectl logs web-1", "Error from server (BadRequest): a container name must be specified for pod web-1, choose one of: [app sidecar]", "kubectl logs web-1 -c app"),
    ("kubectl logs web-1", 'Error from server (BadRequest): container "app" in pod "web-1" is waiting to start: trying and failing to pull image', "kubectl describe pod web-1"),
    ("kubectl logs web-1", 'Error from server (BadRequest): container "app" in pod "web-1" is waiting to start: ContainerCreating', "kubectl describe pod web-1"),
    ("kubectl logs web-1 --previous", 'Error from server (BadRequest): previous terminated container "app" in pod "web-1" not found', "kubectl logs web-1"),
    ("kubectl exec -it web-1 -- bash", 'error: Internal error occurred: error executing command in container: failed to exec in container: failed to start exec: OCI runtime exec failed: exec failed: unable to start container process: exec: "bash": executable file not found in $PATH: unknown', "kubectl exec -it web-1 -- sh"),
    ("kubectl create -f a.yaml", 'Error from server (AlreadyExists): error when creating "a.yaml": deployments.apps "web" already exists', "kubectl apply -f a.yaml"),
    ("kubectl create namespace shop", 'Error from server (AlreadyExists): namespaces "shop" already exists', "kubectl config set-context --current --namespace=shop"),
    ("kubectl apply -f a.yaml", 'The Deployment "web" is invalid: spec.selector: Invalid value: v1.LabelSelector{...}: field is immutable', "kubectl replace --force -f a.yaml"),
    ("kubectl apply -f ing.yaml", 'error: resource mapping not found for name: "web" namespace: "" from "ing.yaml": no matches for kind "Ingress" in version "extensions/v1beta1"\nensure CRDs are installed first', "sed -i 's|extensions/v1beta1|networking.k8s.io/v1|' ing.yaml && kubectl apply -f ing.yaml"),
    ("kubectl port-forward svc/web 8080:80", "Unable to listen on port 8080: Listeners failed to create with the following errors: [unable to create listener: Error listen tcp4 127.0.0.1:8080: bind: address already in use]\nerror: unable to listen on any of the requested ports: [{8080 80}]", "kubectl port-forward svc/web 8081:80"),
    ("kubectl label pod web app=x", "error: 'app' already has a value (web), and --overwrite is false", "kubectl label pod web app=x --overwrite"),
    ("kubectl drain node1", "error: unable to drain node \"node1\" due to error:cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore): kube-system/kube-proxy-x, continuing command...", "kubectl drain node1 --ignore-daemonsets --delete-emptydir-data"),
    ("kubectl top pods", "error: Metrics API not available", "kubectl apply -f https://github.com/kubernetes-sigs/metrics-server/releases/latest/download/components.yaml"),
    ("kubectl get pods -o yml", 'error: unable to match a printer suitable for the output format "yml", allowed formats are: custom-columns,custom-columns-file,go-template,json,jsonpath,name,wide,yaml', "kubectl get pods -o yaml"),
    ("kubectl get pods web -A", "error: a resource cannot be retrieved by name across all namespaces", "kubectl get pods web"),
    # helm
    ("helm install web ./c", "Error: INSTALLATION FAILED: cannot re-use a name that is still in use", "helm upgrade --install web ./c"),
    ("helm upgrade web ./c", 'Error: UPGRADE FAILED: "web" has no deployed releases', "helm upgrade --install web ./c"),
    ("helm upgrade web ./c -n shop", "Error: UPGRADE FAILED: another operation (install/upgrade/rollback) is in progress", "helm rollback web -n shop"),
    ("helm uninstall wbe", "Error: uninstall: Release not loaded: wbe: release: not found", "helm list -A | grep wbe"),
    ("helm install bitnami/nginx", "Error: INSTALLATION FAILED: must either provide a name or specify --generate-name", "helm install nginx bitnami/nginx"),
    ("helm install web bitnami/ngnix", 'Error: INSTALLATION FAILED: chart "ngnix" matching  not found in bitnami index. (try \'helm repo update\'): no chart name found', "helm install web bitnami/nginx"),
    # docker
    ("docker run -p 8080:80 nginx", "docker: Error response from daemon: driver failed programming external connectivity on endpoint web (abc): Bind for 0.0.0.0:8080 failed: port is already allocated.", "docker ps --filter publish=8080"),
    ("docker run -p 80:80 nginx", "docker: Error response from daemon: driver failed programming external connectivity on endpoint x: Error starting userland proxy: listen tcp4 0.0.0.0:80: bind: address already in use.", "sudo lsof -i :80"),
    ("docker ps", "permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get \"http://%2Fvar%2Frun%2Fdocker.sock/v1.47/containers/json\": dial unix /var/run/docker.sock: connect: permission denied", "sudo usermod -aG docker $USER && newgrp docker"),
    ("docker pull ngnix", "Using default tag: latest\nError response from daemon: pull access denied for ngnix, repository does not exist or may require 'docker login': denied: requested access to the resource is denied", "docker pull nginx"),
    ("docker pull python:3.99", "Error response from daemon: manifest for python:3.99 not found: manifest unknown: manifest unknown", "docker pull python:latest"),
    ("docker push myapp", "Using default tag: latest\nThe push refers to repository [docker.io/library/myapp]\ndenied: requested access to the resource is denied", "docker tag myapp <user>/myapp && docker push <user>/myapp"),
    ("docker pull alpine", "Error response from daemon: toomanyrequests: You have reached your pull rate limit.", "docker login && docker pull alpine"),
    ("docker rmi app", "Error response from daemon: conflict: unable to remove repository reference \"app\" (must force) - container 0123456789ab is using its referenced image fedcba987654", "docker rm 0123456789ab && docker rmi app"),
    ("docker compose up -d", "unknown shorthand flag: 'd' in -d\n\nUsage:  docker [OPTIONS] COMMAND [ARG...]\n\nRun 'docker --help' for more information", "sudo apt install docker-compose-plugin"),
    ("docker build -t app .", "[+] Building 0.1s (1/1) FINISHED\nERROR: failed to solve: failed to read dockerfile: open Dockerfile: no such file or directory", "${EDITOR:-vi} Dockerfile"),
    ("docker run -v app:rel nginx", 'docker: Error response from daemon: create ./app: "./app" includes invalid characters for a local volume name, only "[a-zA-Z0-9][a-zA-Z0-9_.-]" are allowed. If you intended to pass a host directory, use absolute path.', None),
    # cloud
    ("aws s3 ls", "An error occurred (ExpiredToken) when calling the ListBuckets operation: The provided token has expired.", "aws configure"),
    ("aws s3 ls --profile dev", "Error when retrieving token from sso: Token has expired and refresh failed", "aws sso login --profile dev"),
    ("aws s3 ls s3://nope", "An error occurred (NoSuchBucket) when calling the ListObjectsV2 operation: The specified bucket does not exist", "aws s3 ls"),
    ("aws s3 rb s3://b", "remove_bucket failed: s3://b An error occurred (BucketNotEmpty) when calling the DeleteBucket operation: The bucket you tried to delete is not empty", "aws s3 rb s3://b --force"),
    ("aws lambda get-function --function-name x", "An error occurred (ResourceNotFoundException) when calling the GetFunction operation: Function not found: arn:aws:lambda:eu-west-1:1:function:x", "aws lambda list-functions"),
    ("aws iam list-users", "An error occurred (AccessDenied) when calling the ListUsers operation: User: arn:aws:iam::1:user/dev is not authorized to perform: iam:ListUsers on resource: *", "aws sts get-caller-identity"),
    ("gcloud run services list", "ERROR: (gcloud.run.services.list) The required property [project] is not currently set.", "gcloud config set project <project>"),
    ("az vm list -g nope", "(ResourceGroupNotFound) Resource group 'nope' could not be found.", "az group list -o table"),
    ("gh pr create", "To get started with GitHub CLI, please run:  gh auth login", "gh auth login && gh pr create"),
    ("gh pr create --fill", "aborted: you must first push the current branch to a remote, or use the --head flag", "git push -u origin HEAD && gh pr create --fill"),
    ("gh pr view", 'no pull requests found for branch "feature"', "gh pr create"),
    # systemd and accounts
    ("systemctl start ngnix", "Failed to start ngnix.service: Unit ngnix.service not found.", "systemctl start nginx"),
    ("systemctl restart nginx", "Job for nginx.service failed because the control process exited with error code.\nSee \"systemctl status nginx.service\" and \"journalctl -xeu nginx.service\" for details.", "journalctl -xeu nginx"),
    ("systemctl start docker", "Failed to start docker.service: Unit docker.service is masked.", "sudo systemctl unmask docker && systemctl start docker"),
    ("systemctl restart nginx", "Failed to restart nginx.service: Interactive authentication required.\nSee system logs and 'systemctl status nginx.service' for details.", "sudo systemctl restart nginx"),
    ("journalctl -u ssh", "Hint: You are currently not seeing messages from other users and the system.\n      Users in groups 'adm', 'systemd-journal' can see all messages.\nNo journal files were opened due to insufficient permissions.", "sudo journalctl -u ssh"),
    ("sudo apt update", "dev is not in the sudoers file.  This incident will be reported.", "su - -c 'usermod -aG sudo dev'"),
    ("sudo cd /root", "sudo: cd: command not found", "sudo bash -c 'cd /root && exec bash'"),
    ("snap install code", 'error: This revision of snap "code" was published using classic confinement and thus may perform\n       arbitrary system changes outside of the security sandbox that snaps are usually confined to,\n       which may put your system at risk.\n\n       If you understand and want to proceed repeat the command including --classic.', "snap install code --classic"),
    ("snap install vscode", 'error: snap "vscode" not found', "snap install code"),
    # machine
    ("nvidia-smi", "Failed to initialize NVML: Driver/library version mismatch\nNVML library version: 550.90", "sudo reboot"),
    ("python3 t.py", "RuntimeError: CUDA error: device-side assert triggered", "CUDA_LAUNCH_BLOCKING=1 python3 t.py"),
    ("./app", "./app: error while loading shared libraries: libGL.so.1: cannot open shared object file: No such file or directory", "sudo apt install libgl1"),
    ("./app", "./app: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.38' not found (required by ./app)", "ldd --version"),
    ("modprobe nosuch", "modprobe: FATAL: Module nosuch not found in directory /lib/modules/0.0.0", "sudo reboot"),
    ("umount /mnt", "umount: /mnt: target is busy.", "sudo fuser -vm /mnt"),
    ("touch /etc/x", "touch: cannot touch '/etc/x': Read-only file system", "sudo mount -o remount,rw /"),
    ("npm install -g typescript", "npm error code EACCES\nnpm error syscall mkdir\nnpm error path /usr/lib/node_modules/typescript\nnpm error errno -13\nnpm error Error: EACCES: permission denied, mkdir '/usr/lib/node_modules/typescript'", "sudo npm install -g typescript"),
    ("npm publish", "npm error code E403\nnpm error 403 403 Forbidden - PUT https://registry.npmjs.org/app - You cannot publish over the previously published versions: 1.0.0.", "npm version patch && npm publish"),
    ("npx playwright test", "Error: browserType.launch: Executable doesn't exist at /home/dev/.cache/ms-playwright/chromium-1\n║ npx playwright install ║", "npx playwright install && npx playwright test"),
]  # fmt: skip


@pytest.mark.parametrize(("command", "output", "fix"), CASES)
def test_the_first_fix(world: World, command: str, output: str, fix: str | None) -> None:
    world.programs("docker", "kubectl", "helm", "aws", "gh", "systemctl", "npx", "npm", "git")
    advice = world.advice(command, output)
    if fix is None:
        assert advice is not None
    else:
        assert [f.command for f in advice.fixes][:1] == [fix] if advice else False
