/** What a page asks of the network and tells it, for tests that hold it to its promise of privacy. */
import type { BrowserContext, Page } from '@playwright/test';

export interface Traffic {
  /** Addresses of all that came. */
  readonly fetched: readonly string[];
  /** Whatever breaks the promise: requests to other hosts, requests that carry something, sockets. */
  readonly leaks: readonly string[];
}

/** Watches from now on, Workers included. */
export function watchTraffic(context: BrowserContext, page: Page, baseURL = ''): Traffic {
  const { origin } = new URL(baseURL);
  const fetched: string[] = [];
  const leaks: string[] = [];
  context.on('request', (request) => {
    const url = new URL(request.url());
    const isStranger = url.protocol.startsWith('http') && url.origin !== origin;
    if (isStranger || request.method() !== 'GET') leaks.push(`${request.method()} ${request.url()}`);
  });
  context.on('response', (response) => fetched.push(response.url()));
  page.on('websocket', (socket) => leaks.push(socket.url()));
  return { fetched, leaks };
}
