# A Node project whose dependencies are not installed.
mkdir -p src lib; cat >package.json <<'P'
{"name": "web", "version": "1.0.0", "scripts": {"dev": "node server.js", "build": "tsc -p .", "test": "jest", "lint": "eslint src", "start:prod": "node dist/index.js"}, "dependencies": {"express": "^4.0.0"}, "devDependencies": {"eslint": "^9.0.0", "jest": "^29.0.0"}}
P
printf 'require("express")()\n' >server.js; printf 'const { x } = require("./lib/util")\n' >uses.js; printf 'module.exports = {}\n' >lib/utils.js
printf 'import fs from "fs"\nconsole.log(fs)\nrequire("os")\n' >mixed.mjs; printf 'import os from "os"\n' >esm.cjs; printf 'const a = {\n  b: 1\nconsole.log(a\n' >bad.js
printf 'console.log(undefinedThing)\n' >undef.js; printf 'let x\nconsole.log(x.name)\n' >nul.js; printf 'const n: number = "a"\nexport { n }\n' >src/index.ts; printf 'JSON.parse("{bad}")\n' >json.js
printf 'console.log(1)\n' >src/main.js; printf '{"compilerOptions": {"strict": true}, "include": ["src"]}\n' >tsconfig.json; printf 'require("lodash"); require("@acme/kit/x")\n' >deps.js
printf 'require("fs").readFileSync("confg.json")\n' >reads.js; printf '{}\n' >config.json; printf 'require("net").createServer().listen(99999)\n' >port.js
