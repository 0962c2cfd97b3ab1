# A web front end with a lock file; its dependencies are not installed.
mkdir -p src public scripts
cat >package.json <<'P'
{"name": "shop", "version": "1.0.0", "private": true, "engines": {"node": ">=18"},
 "scripts": {"dev": "vite", "build": "tsc -b && vite build", "preview": "vite preview", "test": "vitest", "lint": "eslint .", "db:migrate": "node scripts/migrate.js"},
 "dependencies": {"react": "^18.2.0", "zod": "^3.22.0"}, "devDependencies": {"vite": "^5.0.0", "typescript": "^5.3.0", "vitest": "^1.0.0"}}
P
printf '{"name": "shop", "version": "1.0.0", "lockfileVersion": 3, "requires": true, "packages": {"": {"name": "shop", "version": "1.0.0", "dependencies": {"react": "^18.2.0"}}}}\n' >package-lock.json
printf 'import { z } from "zod"\nconst n: number = "one"\nexport default z.object({ n })\n' >src/schema.ts
printf 'export type Id = string\nconst id: Id = "x"\nconsole.log(id)\n' >src/main.ts
printf '{"compilerOptions": {"strict": true, "module": "esnext", "moduleResolution": "bundler", "noEmit": true}, "include": ["src"]}\n' >tsconfig.json
printf 'import dotenv from "dotenv"\ndotenv.config()\n' >scripts/env.mjs; printf 'require("dotenv").config()\n' >scripts/migrate.js
printf 'const http = require("http")\nhttp.get("http://127.0.0.1:5432")\n' >scripts/ping.js
printf 'const cfg = JSON.parse(require("fs").readFileSync("config/settings.json"))\n' >scripts/settings.js
printf 'async function main() {\n  const user = undefined\n  console.log(user.profile.name)\n}\nmain()\n' >scripts/user.js
printf 'function f() {\n  if (true) {\n    return 1\n}\nf()\n' >scripts/brace.js; printf 'import os from "node:os"\nconsole.log(os.arch())\n' >scripts/arch.js
printf 'import path from "node:path"\nconst fs = require("fs")\nconsole.log(path, fs)\n' >scripts/both.mjs; printf 'throw new Error("DATABASE_URL is not set")\n' >scripts/url.js
printf 'const x = await fetch("http://127.0.0.1:9/")\n' >scripts/fetch.mjs; printf 'Deno.serve({ port: 8123 }, () => new Response("x"))\n' >scripts/serve.ts
printf 'import { join } from "./paths.js"\nconsole.log(join)\n' >scripts/rel.mjs; printf 'module.exports = {}\n' >scripts/path.js
printf 'const c = require("./libs/db")\n' >scripts/reldb.js
