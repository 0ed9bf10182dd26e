/** The scripts as a person calls them: a slip of the keyboard gets a sentence, and advice is true of what was typed. */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { Linter } from 'eslint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { portOption, serveBuiltSite } from './builtSite.mjs';
import { PROJECT_FOLDER } from './project.mjs';

function run(script: string, words: readonly string[]) {
  return spawnSync(process.execPath, [path.join(PROJECT_FOLDER, 'scripts', script), ...words], { encoding: 'utf8' });
}

describe.each([
  ['npm start', 'start.mjs'],
  ['npm run preview', 'serve.mjs'],
  ['npm run soak', 'soak.mjs'],
])('%s', (name, script) => {
  it('answers an option that it does not know with a sentence and how it is called', () => {
    const { status, stderr } = run(script, ['--loud']);
    expect(stderr).toMatch(/^Unknown option '--loud'\./u);
    expect(stderr).toContain(name);
    expect(status).toBe(2);
  });

  it('shows how it is called when it is asked', () => {
    const { status, stdout } = run(script, ['--help']);
    expect(stdout).toContain(name);
    expect(status).toBe(0);
  });
});

it('npm is run by npm, though another package manager has run the script', () => {
  const project = pathToFileURL(path.join(PROJECT_FOLDER, 'scripts', 'project.mjs')).href;
  const script = `import { runNpm } from '${project}'; process.exitCode = await runNpm(['--version']);`;
  const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
    env: { ...process.env, npm_execpath: path.join(PROJECT_FOLDER, 'yarn.js') },
  });
  expect(stdout).toMatch(/^\d+\.\d+/u);
  expect(status).toBe(0);
});

describe('where Node is too old', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'stsam-old-node-'));
  const ofOldNode = path.join(folder, 'ofOldNode.cjs');
  const notUnderstood = path.join(folder, 'notUnderstood.mjs');

  beforeAll(() => {
    writeFileSync(ofOldNode, "Object.defineProperty(process, 'versions', { value: { node: '12.22.9' } });");
    writeFileSync(notUnderstood, "import { ofNewNode } from 'node:util';");
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(['start', 'test'] as const)(
    'npm %s says which one it needs, before anything that is not understood',
    (name) => {
      const { scripts } = JSON.parse(readFileSync(path.join(PROJECT_FOLDER, 'package.json'), 'utf8')) as {
        readonly scripts: Readonly<Record<'start' | 'test', string>>;
      };
      const beforeTheScript = scripts[name].split(' ').slice(1, -1);
      const { status, stderr } = spawnSync(
        process.execPath,
        ['--require', ofOldNode, ...beforeTheScript, notUnderstood],
        { encoding: 'utf8', cwd: PROJECT_FOLDER },
      );
      expect(stderr).toMatch(/^This is Node 12\.22\.9, and STSaM needs 20\.19 .* run the same command again\.\n$/u);
      expect(status).toBe(1);
    },
  );

  it('what says so is understood', () => {
    const code = readFileSync(path.join(PROJECT_FOLDER, 'scripts', 'nodeVersion.cjs'), 'utf8');
    expect(new Linter().verify(code, { languageOptions: { ecmaVersion: 2017, sourceType: 'commonjs' } })).toEqual([]);
  });
});

describe('--port', () => {
  it.each(['eighty', '-1', '65536', '80.5', ''])('is not "%s"', (given) => {
    expect(() => portOption(given)).toThrow('give a whole number from 0 to 65535');
  });

  it('may be left out', () => {
    expect(portOption(undefined)).toBeUndefined();
    expect(portOption('8080')).toBe(8080);
  });
});

describe('a port that is taken', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'stsam-built-'));
  const server = createServer();
  let port: number;

  beforeAll(async () => {
    writeFileSync(path.join(folder, 'index.html'), '<!doctype html>');
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const address = server.address();
    port = typeof address === 'object' && address !== null ? address.port : 0;
  });

  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });

  it.each(['npm start', 'npm run preview'])('is told with the command that takes another: %s', async (command) => {
    await expect(serveBuiltSite({ folder, port, command })).rejects.toThrow(`\`${command} -- --port NUMBER\``);
  });

  it('is told without --port to whom cannot give one', async () => {
    const refusal = serveBuiltSite({ folder, port });
    await expect(refusal).rejects.toThrow('run the same command again');
    await expect(refusal).rejects.not.toThrow('--port');
  });
});
