# A package.json that is no JSON, a TypeScript and an ESLint set-up with faults.
printf '{\n  "name": "api",\n  "scripts": {\n    "start": "node index.js",\n  }\n}\n' >package.json; printf 'console.log(1)\n' >index.js
