# A project that names its package manager, with pnpm's and yarn's lock files out of date.
printf '{"name": "mono", "packageManager": "yarn@1.22.22", "private": true, "type": "module", "scripts": {"build": "node build.js"}, "dependencies": {"left-pad": "1.3.0"}}\n' >package.json
printf 'const fs = require("fs")\nconsole.log(fs)\n' >build.js; printf 'lockfileVersion: "9.0"\nsettings:\n  autoInstallPeers: true\n  excludeLinksFromLockfile: false\nimporters:\n  .: {}\n' >pnpm-lock.yaml
printf '# yarn lockfile v1\n\n' >yarn.lock
