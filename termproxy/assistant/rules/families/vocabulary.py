# ruff: noqa: E501
"""The words of the tools: sub-commands, and options by program. Data, for mending slips.

From each tool's own `--help` (docker 28, compose 2.32, kubectl 1.32, helm 3.16, terraform 1.11, gh
2.x, aws-cli, gcloud 528, az, npm 11, pnpm 9, yarn 1 and 4, systemd 252, snap, flatpak, podman 4).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from termproxy.assistant.rules.failed import Failed
from termproxy.assistant.rules.words import Word
from termproxy.assistant.world.wordlist import listed

_DOCKER = listed(
    """attach build builder buildx checkpoint commit compose config container context cp create
diff events exec export history image images import info init inspect kill load login logout logs
manifest network node pause plugin port ps pull push rename restart rm rmi run save scout search
secret service stack start stats stop swarm system tag top trust unpause update version volume
wait"""
)

COMMANDS: Mapping[str, Sequence[str]] = {
    "docker": _DOCKER,
    "bun": listed(
        """run test x repl exec install add remove update audit outdated link unlink publish patch pm
        info why build init create upgrade feedback"""
    ),
    "docker container": listed(
        """attach commit cp create diff exec export inspect kill logs ls pause port prune rename
restart rm run start stats stop top unpause update wait"""
    ),
    "docker image": listed("build history import inspect load ls prune pull push rm save tag"),
    "docker network": listed("connect create disconnect inspect ls prune rm"),
    "docker volume": listed("create inspect ls prune rm update"),
    "docker system": listed("df events info prune"),
    "docker context": listed("create export import inspect ls rm show update use"),
    "docker builder": listed("build prune"),
    "docker buildx": listed("bake build create du imagetools inspect ls prune rm stop use version"),
    "docker swarm": listed("ca init join join-token leave unlock unlock-key update"),
    "docker service": listed("create inspect logs ls ps rm rollback scale update"),
    "docker stack": listed("config deploy ls ps rm services"),
    "docker compose": listed(
        """attach build commit config cp create down events exec export images kill logs ls pause
port ps publish pull push restart rm run scale start stats stop top unpause up version volumes wait
watch"""
    ),
    "podman": (
        *_DOCKER,
        *listed("generate healthcheck kube machine mount pod unmount unshare untag auto-update"),
    ),
    "kubectl": listed(
        """annotate api-resources api-versions apply attach auth autoscale certificate cluster-info
completion config cordon cp create debug delete describe diff drain edit events exec explain expose
get kustomize label logs options patch plugin port-forward proxy replace rollout run scale set taint
top uncordon version wait"""
    ),
    "kubectl config": listed(
        """current-context delete-cluster delete-context delete-user get-clusters get-contexts
get-users rename-context set set-cluster set-context set-credentials unset use-context view"""
    ),
    "kubectl rollout": listed("history pause restart resume status undo"),
    "kubectl create": listed(
        """clusterrole clusterrolebinding configmap cronjob deployment ingress job namespace
poddisruptionbudget priorityclass quota role rolebinding secret service serviceaccount token"""
    ),
    "kubectl set": listed("env image resources selector serviceaccount subject"),
    "kubectl top": listed("node nodes pod pods"),
    "kubectl auth": listed("can-i reconcile whoami"),
    "helm": listed(
        """completion create dependency env get history install lint list package plugin pull push
registry repo rollback search show status template test uninstall upgrade verify version"""
    ),
    "helm repo": listed("add index list remove update"),
    "helm dependency": listed("build list update"),
    "helm search": listed("hub repo"),
    "helm get": listed("all hooks manifest metadata notes values"),
    "helm show": listed("all chart crds readme values"),
    "kind": listed("build completion create delete export get load version"),
    "kind create": listed("cluster"),
    "kind delete": listed("cluster clusters"),
    "kind get": listed("clusters kubeconfig nodes"),
    "kind load": listed("docker-image image-archive"),
    "minikube": listed(
        """addons cache completion config cp dashboard delete docker-env image ip kubectl logs mount
node pause podman-env profile service ssh ssh-host ssh-key start status stop tunnel unpause
update-check update-context version"""
    ),
    "minikube addons": listed("configure disable enable images list open"),
    "terraform": listed(
        """apply console destroy fmt force-unlock get graph import init login logout metadata
modules output plan providers refresh show state taint test untaint validate version workspace"""
    ),
    "terraform state": listed("identities list mv pull push replace-provider rm show"),
    "terraform workspace": listed("delete list new select show"),
    "gh": listed(
        """alias api attestation auth browse cache codespace completion config copilot extension
gist gpg-key issue label org pr preview project release repo ruleset run search secret ssh-key status
variable workflow"""
    ),
    "gh pr": listed(
        """checkout checks close comment create diff edit list lock merge ready reopen revert review
status unlock update-branch view"""
    ),
    "gh issue": listed(
        """close comment create delete develop edit list lock pin reopen status transfer unlock
unpin view"""
    ),
    "gh repo": listed(
        """archive autolink clone create delete deploy-key edit fork gitignore license list rename
set-default sync unarchive view"""
    ),
    "gh auth": listed("login logout refresh setup-git status switch token"),
    "gh run": listed("cancel delete download list rerun view watch"),
    "gh workflow": listed("disable enable list run view"),
    "gh release": listed("create delete delete-asset download edit list upload view"),
    "gh gist": listed("clone create delete edit list rename view"),
    "gh secret": listed("delete list set"),
    "npm": listed(
        """access adduser audit bugs cache ci completion config dedupe deprecate diff dist-tag docs
doctor edit exec explain explore find-dupes fund get help hook init install install-ci-test
install-test link ll login logout ls org outdated owner pack ping pkg prefix profile prune publish
query rebuild repo restart root run run-script sbom search set shrinkwrap star stars start stop team
test token undeprecate uninstall unpublish unstar update version view whoami"""
    ),
    "yarn": listed(
        """add audit autoclean bin cache config create exec generate-lock-entry global help import
info init install licenses link list login logout node outdated owner pack policies publish remove
run tag team test unlink unplug upgrade upgrade-interactive up version versions why workspace
workspaces dlx"""
    ),
    "pnpm": listed(
        """add audit bin config create dedupe deploy dlx doctor env exec fetch import init install
licenses link list outdated pack patch prune publish rebuild remove root run server setup start
store test unlink update why"""
    ),
    "systemctl": listed(
        """cancel cat condreload condrestart daemon-reexec daemon-reload default disable edit
emergency enable get-default halt help hibernate import-environment is-active is-enabled is-failed
is-system-running isolate kexec kill link list-automounts list-dependencies list-jobs list-machines
list-paths list-sockets list-timers list-unit-files list-units log-level log-target mask poweroff
preset reboot reenable reload reload-or-restart rescue reset-failed restart revert set-default
set-environment set-property show show-environment start status stop suspend switch-root
try-reload-or-restart try-restart unmask unset-environment"""
    ),
    "loginctl": listed(
        """activate attach disable-linger enable-linger flush-devices kill-session kill-user
list-seats list-sessions list-users lock-session seat-status session-status show-session show-user
terminate-session terminate-user unlock-session user-status"""
    ),
    "timedatectl": listed(
        """list-timezones set-local-rtc set-ntp set-time set-timezone show show-timesync status
timesync-status"""
    ),
    "hostnamectl": listed("chassis deployment hostname icon-name location status"),
    "localectl": listed(
        """list-keymaps list-locales list-x11-keymap-layouts set-keymap set-locale set-x11-keymap
status"""
    ),
    "resolvectl": listed("dns domain flush-caches query reset-statistics statistics status"),
    "networkctl": listed("delete down list lldp reconfigure reload renew status up"),
    "systemd-analyze": listed(
        """blame calendar cat-config condition critical-chain dot dump plot security time timespan
unit-files verify"""
    ),
    "snap": listed(
        """abort aliases alias ack changes connect connections disable disconnect download enable
find get help info install interfaces known list login logout logs model pack prefer refresh remove
restart revert run save saved services set start stop switch tasks try unalias unset version watch
whoami warnings"""
    ),
    "flatpak": listed(
        """build build-bundle build-export build-finish build-init config create-usb document-export
document-info documents enter history info install kill list make-current mask override permissions
pin ps remote-add remote-delete remote-info remote-ls remote-modify remotes repair repo run search
uninstall update"""
    ),
    "aws": listed(
        """acm apigateway apigatewayv2 athena autoscaling bedrock cloudformation cloudfront cloudtrail
cloudwatch codebuild codecommit codedeploy codepipeline cognito-idp configure deploy dynamodb ec2 ecr
ecs efs eks elasticache elasticbeanstalk elb elbv2 emr events firehose glue iam kinesis kms lambda
lightsail logs organizations rds redshift route53 s3 s3api sagemaker secretsmanager ses sns sqs ssm
sso stepfunctions sts support wafv2"""
    ),
    "aws s3": listed("cp ls mb mv presign rb rm sync website"),
    "aws ec2": listed(
        """describe-instances start-instances stop-instances reboot-instances terminate-instances
run-instances describe-images describe-vpcs describe-subnets describe-security-groups
describe-volumes describe-snapshots describe-key-pairs describe-regions create-security-group
authorize-security-group-ingress create-tags describe-addresses allocate-address create-key-pair"""
    ),
    "aws lambda": listed(
        "invoke list-functions get-function create-function update-function-code delete-function "
        "update-function-configuration add-permission list-layers"
    ),
    "aws iam": listed(
        "list-users list-roles list-policies get-user get-role create-user create-role create-policy "
        "attach-role-policy attach-user-policy delete-user delete-role list-access-keys"
    ),
    "aws sts": listed(
        "get-caller-identity assume-role get-session-token decode-authorization-message"
    ),
    "aws ecr": listed("get-login-password describe-repositories create-repository list-images"),
    "aws ecs": listed(
        "list-clusters list-services list-tasks describe-services update-service run-task"
    ),
    "aws eks": listed("update-kubeconfig list-clusters describe-cluster create-cluster"),
    "aws logs": listed(
        "tail describe-log-groups describe-log-streams get-log-events filter-log-events"
    ),
    "aws cloudformation": listed(
        "deploy describe-stacks create-stack update-stack delete-stack list-stacks"
    ),
    "aws configure": listed("get import list list-profiles set sso"),
    "gcloud": listed(
        """ai app artifacts auth beta bigtable billing builds components composer compute config
container dataflow dataproc deploy dns domains endpoints eventarc filestore firebase firestore
functions iam info init kms logging monitoring organizations projects pubsub redis run scheduler
secrets services source sql storage tasks version workflows"""
    ),
    "gcloud compute": listed(
        """addresses backend-services config-ssh disks firewall-rules forwarding-rules
health-checks images instance-groups instance-templates instances networks project-info regions
reset-windows-password routers routes scp snapshots ssh ssl-certificates start-iap-tunnel
target-pools url-maps vpn-tunnels zones"""
    ),
    "gcloud auth": listed(
        """activate-service-account application-default configure-docker list login
print-access-token print-identity-token revoke"""
    ),
    "gcloud config": listed("configurations get get-value list set unset"),
    "gcloud projects": listed(
        "add-iam-policy-binding create delete describe get-iam-policy list undelete update"
    ),
    "az": listed(
        """account acr ad advisor afd aks apim appconfig appservice backup batch billing bot cdn
cloud config configure container containerapp cosmosdb deployment disk eventgrid eventhubs extension
feature find functionapp group identity image interactive iot keyvault lock login logicapp logout
managedapp maps monitor mysql network policy postgres provider redis resource rest role search
security servicebus sig signalr snapshot sql sshkey staticwebapp storage synapse tag upgrade version
vm vmss webapp"""
    ),
}

EVERYDAY = frozenset(
    listed(
        """ps run exec logs build images pull push stop start up down get apply describe delete
install upgrade list status restart enable login plan init test add remove update use-context s3 ec2
lambda iam sts compute container projects vm group pr repo issue"""
    )
)

_CONTAINER = listed(
    """--all --detach --name --publish --publish-all --volume --volumes --rm --interactive --tty
--env --env-file --network --entrypoint --workdir --user --memory --cpus --restart --platform --pull
--gpus --privileged --hostname --link --mount --label --shm-size --ulimit --add-host --cap-add
--cap-drop --device --dns --expose --ipc --log-driver --log-opt --pid --read-only --security-opt
--tmpfs --file --tag --build-arg --no-cache --target --progress --quiet --filter --format --no-trunc
--last --latest --size --follow --tail --since --until --timestamps --details --force --signal --time
--username --password --password-stdin --no-stream --output --input --message --author --driver
--subnet --ssh --secret --cache-from --cache-to --push --load --init --runtime --context --help
--version"""
)

OPTIONS: Mapping[str, Collection[str]] = {
    "docker": _CONTAINER,
    "podman": _CONTAINER,
    "docker compose": listed(
        """--detach --build --no-build --force-recreate --no-recreate --remove-orphans --scale
--profile --file --project-name --project-directory --env-file --no-deps --rm --service-ports --tail
--follow --since --until --timestamps --volumes --rmi --timeout --wait --pull --quiet --quiet-pull
--abort-on-container-exit --exit-code-from --no-cache --progress --services --all --format --no-TTY
--entrypoint --user --workdir --index --watch --dry-run --parallel --ansi --no-log-prefix --no-color
--renew-anon-volumes --no-start --build-arg --env --name --interactive --tty --publish --push --help"""
    ),
    "kubectl": listed(
        """--all-namespaces --namespace --output --selector --filename --kustomize --recursive --watch
--context --kubeconfig --cluster --user --token --server --dry-run --force --grace-period --now
--wait --timeout --all --container --follow --previous --tail --since --since-time --timestamps
--stdin --tty --image --port --target-port --type --replicas --labels --overwrite --show-labels
--sort-by --field-selector --no-headers --from-literal --from-file --from-env-file --restart --rm
--command --env --ignore-daemonsets --delete-emptydir-data --ignore-not-found --cascade --record
--server-side --validate --prune --patch --current --name --schedule --docker-server
--docker-username --docker-password --to-revision --address --containers --as --help --v"""
    ),
    "helm": listed(
        """--namespace --create-namespace --values --set --set-string --set-file --version --install
--wait --wait-for-jobs --timeout --atomic --dry-run --debug --force --reuse-values --reset-values
--kube-context --kubeconfig --generate-name --name-template --dependency-update --output
--all-namespaces --all --filter --short --max --repo --username --password --untar --destination
--devel --history-max --cleanup-on-fail --keep-history --no-hooks --skip-crds --show-only
--include-crds --versions --regexp --max-col-width --take-ownership --force-update --plain-http
--insecure-skip-tls-verify --ca-file --keyring --verify --app-version --strict --revision --help"""
    ),
    "kind": listed("--name --config --image --kubeconfig --wait --retain --help"),
    "minikube": listed(
        """--driver --cpus --memory --disk-size --nodes --kubernetes-version --profile --addons
--container-runtime --force --all --purge --alsologtostderr --url --listen-address --help"""
    ),
    "terraform": listed(
        """-auto-approve -var -var-file -target -out -destroy -refresh -refresh-only -replace -lock
-lock-timeout -input -no-color -parallelism -state -json -upgrade -reconfigure -migrate-state -backend
-backend-config -from-module -get -recursive -check -diff -write -list -detailed-exitcode
-compact-warnings -raw -force -force-copy -or-create -help -chdir -state-out -backup -plugin-dir"""
    ),
    "gh": listed(
        """--title --body --body-file --base --head --draft --fill --web --repo --assignee --label
--reviewer --milestone --limit --state --author --json --jq --template --squash --merge --rebase
--delete-branch --auto --admin --public --private --internal --clone --source --remote --push
--description --notes --notes-file --generate-notes --prerelease --latest --hostname --scopes
--with-token --method --field --raw-field --header --paginate --workflow --branch --log --log-failed
--failed --yes --confirm --org --env --approve --request-changes --comment --help"""
    ),
    "systemctl": listed(
        """--now --user --system --all --type --state --full --no-pager --no-block --force --quiet
--runtime --global --failed --lines --output --property --value --signal --kill-who --root --host
--machine --reverse --after --before --help --version --no-legend --plain --no-ask-password"""
    ),
    "journalctl": listed(
        """--unit --user-unit --since --until --follow --lines --reverse --boot --list-boots --priority
--output --no-pager --all --dmesg --grep --identifier --disk-usage --vacuum-size --vacuum-time
--vacuum-files --rotate --catalog --pager-end --no-tail --system --user --utc --quiet --full --help
--version --flush --verify"""
    ),
    "snap": listed("--classic --channel --edge --beta --candidate --stable --devmode --dangerous --all --purge --revision --jailmode"),
    "flatpak": listed("--user --system --assumeyes --noninteractive --if-not-exists --app --runtime --delete-data --unused --columns --from --bundle --reinstall --no-gpg-verify"),
    "aws": listed(
        """--profile --region --output --query --endpoint-url --no-verify-ssl --debug --no-cli-pager
--no-paginate --recursive --exclude --include --delete --acl --dryrun --quiet --sse --storage-class
--human-readable --summarize --force --function-name --instance-ids --image-id --instance-type
--key-name --security-group-ids --subnet-id --filters --stack-name --template-body --parameters
--capabilities --bucket --key --user-name --role-name --policy-arn --cluster --service --table-name
--log-group-name --queue-url --topic-arn --message --secret-id --repository-name --name --cli-input-json
--max-items --page-size --payload --region-names --group-name --assume-role-policy-document"""
    ),
    "node": listed(
        """--watch --inspect --inspect-brk --eval --print --require --import --check --test --version
--env-file --max-old-space-size --trace-warnings --trace-deprecation --experimental-vm-modules
--experimental-strip-types --experimental-modules --openssl-legacy-provider --loader --no-warnings
--enable-source-maps --expose-gc --stack-trace-limit --unhandled-rejections --prof --cpu-prof
--heap-prof --interactive --input-type --conditions --help --test-reporter --test-only --run"""
    ),
}  # fmt: skip

# Options that take a value as the next word, where the words that follow matter.
_RUN = frozenset(
    listed(
        """-p --publish -v --volume -e --env --name --network --net -w --workdir -u --user
--entrypoint -m --memory --cpus --env-file --mount -l --label -h --hostname --restart --platform
--gpus --add-host --cap-add --cap-drop --device --dns --expose --ipc --pid --link --log-driver
--log-opt --security-opt --shm-size --tmpfs --ulimit --pull -c --runtime --group-add --detach-keys
--volumes-from --network-alias --ip --mac-address --cidfile --userns --cgroupns --index --stop-signal
-n --tail --since --until --filter --format -s --signal --author --message --time --scale
--profile --project-name --progress --rmi --timeout"""
    )
)
_BUILD = frozenset(
    listed("-t --tag -f --file --build-arg --target --platform --progress --network --cache-from "
           "--cache-to --label --secret --ssh -o --output --build-context --memory -m")
)  # fmt: skip
VALUED = {"build": _BUILD, "compose": _RUN | {"-f", "--file", "-p", "--project-directory"}}


def container_words(f: Failed) -> list[Word]:
    """What follows docker's sub-command, options and their values left out."""
    valued = VALUED.get(f.sub, _RUN)
    plain: list[Word] = []
    words = iter(f.rest)
    for word in words:
        if plain and f.sub in ("run", "exec", "create"):
            plain.append(word)  # after image or container everything belongs to the command
        elif word.value in valued:
            next(words, None)
        elif not word.is_option:
            plain.append(word)
        elif word.value[1] != "-" and len(word.value) > 2 and f"-{word.value[-1]}" in valued:
            next(words, None)  # -dp 80:80, -it; -p8080:80 ends in no option letter
    return plain


def path_of(f: Failed, *, depth: int = 2) -> str:
    """ "docker container", "kubectl rollout": the deepest command group that the line names."""
    words = [f.program, *(word.value for word in (f.sub_word, *f.rest) if word)]
    if f.program == "docker-compose" or words[:2] == ["docker", "compose"]:
        return "docker compose"
    for size in range(min(depth, len(words)), 1, -1):
        group = " ".join(words[:size])
        if group in COMMANDS:
            return group
    return f.program
