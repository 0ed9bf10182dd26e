/** Holds the static server to what a plain host does, as the end-to-end tests lean on it. */
import { once } from 'node:events';
import { existsSync, mkdtempSync, mkdirSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { get, type IncomingMessage, type Server } from 'node:http';
import { Server as NetServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { fileFor, serveStatic } from './staticServer.mjs';

describe('fileFor', () => {
  const folder = path.resolve('/site');

  it.each([
    ['/some/where/', 'index.html'],
    ['/some/where/model/weights.bin', 'model/weights.bin'],
    ['/some/where/a%20b.js', 'a b.js'],
    ['/some/where/sub/', 'sub/index.html'],
  ])('%s is %s', (requestPath, file) => {
    expect(fileFor(folder, '/some/where/', requestPath)).toBe(path.join(folder, file));
  });

  it.each([
    '/',
    '/some/where',
    '/elsewhere/index.html',
    '/some/where/../../etc/passwd',
    '/some/where/%2e%2e/%2e%2e/etc/passwd',
    '/some/where/..%2fsite-too/secret',
    '/some/where/%',
    '/some/where/a%00b',
  ])('%s is nothing of the site', (requestPath) => {
    expect(fileFor(folder, '/some/where/', requestPath)).toBeNull();
  });
});

describe('serveStatic', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'stsam-site-'));
  let server: Server;
  let address: string;

  beforeAll(async () => {
    writeFileSync(path.join(folder, 'index.html'), '<!doctype html>');
    mkdirSync(path.join(folder, 'assets'));
    for (const name of ['a.js', 'a.wasm', 'a.json', 'a.bin']) writeFileSync(path.join(folder, 'assets', name), 'x');
    ({ server, address } = await serveStatic({ folder, basePath: '/sub/', port: 0 }));
  });

  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['', 'text/html; charset=utf-8'],
    ['assets/a.js', 'text/javascript; charset=utf-8'],
    ['assets/a.wasm', 'application/wasm'],
    ['assets/a.json?v=1', 'application/json; charset=utf-8'],
    ['assets/a.bin', 'application/octet-stream'],
  ])('serves "%s" as %s', async (file, type) => {
    const response = await fetch(address + file);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(type);
    expect(Number(response.headers.get('content-length'))).toBe((await response.arrayBuffer()).byteLength);
  });

  it('answers 404 for what is missing, and for a folder', async () => {
    for (const missing of ['missing.json', 'assets', 'assets/'])
      expect((await fetch(address + missing)).status).toBe(404);
    expect((await fetch(new URL('/', address))).status).toBe(404);
  });

  it('answers 405 to anything but reading', async () => {
    expect((await fetch(address, { method: 'POST' })).status).toBe(405);
    expect((await fetch(address, { method: 'HEAD' })).status).toBe(200);
  });

  it('takes the next port when one is in use, and fails when it may not', async () => {
    const port = Number(new URL(address).port);
    const second = await serveStatic({ folder, port, attempts: 10 });
    expect(Number(new URL(second.address).port)).toBeGreaterThan(port);
    second.server.close();
    await expect(serveStatic({ folder, port })).rejects.toThrow('EADDRINUSE');
  });

  it('takes the next port when the system keeps one for itself', async () => {
    const denied = Object.assign(new Error('listen EACCES'), { code: 'EACCES' });
    const listen = vi.spyOn(NetServer.prototype, 'listen').mockImplementationOnce(function (this: NetServer) {
      queueMicrotask(() => this.emit('error', denied));
      return this;
    });
    const port = Number(new URL(address).port) + 1;
    const second = await serveStatic({ folder, port, attempts: 10 });
    listen.mockRestore();
    expect(Number(new URL(second.address).port)).toBeGreaterThan(port);
    second.server.close();
  });

  // The open files of a process are seen in Linux alone.
  it.skipIf(!existsSync('/proc/self/fd'))('closes a file whose download is broken off', async () => {
    const large = path.join(folder, 'large.bin');
    writeFileSync(large, Buffer.alloc(50_000_000));
    const openFiles = () =>
      readdirSync('/proc/self/fd').filter((number) => {
        const link = path.join('/proc/self/fd', number);
        return existsSync(link) && readlinkSync(link) === large;
      });
    const request = get(`${address}large.bin`);
    // Its body is not read, so that the server has to wait with the file open.
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    expect(openFiles()).toHaveLength(1);
    response.destroy();
    await vi.waitFor(() => expect(openFiles()).toHaveLength(0), { timeout: 5000 });
  });
});
