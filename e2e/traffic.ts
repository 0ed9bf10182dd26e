/** What a page asks of the network and tells it: watched, for its promise of privacy, or held up, as by a slow host. */
import type { BrowserContext, Page } from '@playwright/test';

export interface Traffic {
  /** Addresses of all that came. */
  readonly fetched: readonly string[];
  /** Whatever breaks the promise: requests to other hosts, requests that carry something, sockets, and refused attempts. */
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
    const carriesSomething = request.method() !== 'GET' || url.search !== '';
    if (isStranger || carriesSomething) leaks.push(`${request.method()} ${request.url()}`);
  });
  context.on('response', (response) => fetched.push(response.url()));
  page.on('websocket', (socket) => leaks.push(socket.url()));
  // What the page's own policy refuses never becomes a request.
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) leaks.push(message.text());
  });
  return { fetched, leaks };
}

/** Holds up what the page asks for at addresses of this pattern. @returns what lets it through. */
export async function holdUp(page: Page, pattern: string): Promise<() => void> {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route(pattern, async (route) => {
    await released;
    await route.continue();
  });
  return release;
}
