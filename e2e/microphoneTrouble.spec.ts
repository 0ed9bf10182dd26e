/** What can befall a microphone while it listens: each gets a sentence and a way on, and nothing recorded is lost. */
import { expect, test, type Page } from '@playwright/test';
import { hearing, keepTracks, tellTracks, trackStates } from './fakeMicrophone';
import { SitePage } from './sitePage';
import { voice } from './sounds';
import { holdUp } from './traffic';

test.use({ launchOptions: hearing(voice({ seconds: 20, sampleRate: 48_000, name: 'trouble.wav' })) });

/** Keeps the audio context that the page makes, for the tests to hold it back. */
async function keepContext(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const Original = AudioContext;
    Object.assign(window, {
      AudioContext: class extends Original {
        constructor(options?: AudioContextOptions) {
          super(options);
          Object.assign(window, { keptContext: this });
        }
      },
    });
  });
}

function suspendContext(page: Page): Promise<void> {
  return page.evaluate(() => (window as unknown as { keptContext: AudioContext }).keptContext.suspend());
}

/** Tells the page whether anybody can see it, as a browser does when tabs are changed. */
async function show(page: Page, visible: boolean): Promise<void> {
  await page.evaluate((hidden) => {
    Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, !visible);
}

async function listening(page: Page): Promise<SitePage> {
  await keepTracks(page);
  const site = await SitePage.visit(page);
  await site.listen();
  return site;
}

async function expectTakeKept({ page, takePlayer }: SitePage): Promise<void> {
  await expect(takePlayer).toBeVisible();
  await expect(page.getByText(/heard, 16 kHz mono$/)).toBeVisible();
  expect(await trackStates(page)).toEqual(['ended']);
}

test('a permission that is taken back ends the take and keeps it', async ({ page, context }) => {
  await context.grantPermissions(['microphone']);
  const site = await listening(page);
  await context.clearPermissions();
  await tellTracks(page, 'ended');
  await expect(site.alert).toContainText(/permission.*withdrawn.*allow it again.*kept/);
  await site.settled();
  await expectTakeKept(site);
  await expect(site.listenButton).toBeVisible();
});

test('a muted microphone is told of until it is switched on again', async ({ page }) => {
  const site = await listening(page);
  await tellTracks(page, 'mute');
  await expect(site.alert).toContainText(/muted.*kept/);
  await expect(site.emotion).not.toContainText('listening');
  await tellTracks(page, 'unmute');
  await expect(site.alert).toBeHidden();
  await site.speaking();
});

test('a microphone that falls silent without a word is noticed, and noticed when it is back', async ({ page }) => {
  await page.addInitScript(() => {
    const Original = MediaStreamAudioSourceNode;
    Object.assign(window, {
      MediaStreamAudioSourceNode: class extends Original {
        private readonly heardBy: AudioNode[] = [];
        constructor(context: AudioContext, options: MediaStreamAudioSourceOptions) {
          super(context, options);
          Object.assign(window, { keptSource: this });
        }
        override connect(destination: AudioNode | AudioParam): never {
          if (destination instanceof AudioNode) this.heardBy.push(destination);
          return super.connect(destination as AudioNode) as never;
        }
        reconnect(): void {
          this.heardBy.forEach((node) => super.connect(node));
        }
      },
    });
  });
  const site = await listening(page);
  await page.evaluate(() => (window as unknown as { keptSource: AudioNode }).keptSource.disconnect());
  await expect(site.alert).toContainText(/No sound comes.*kept/);
  await page.evaluate(() => (window as unknown as { keptSource: { reconnect(): void } }).keptSource.reconnect());
  await expect(site.alert).toBeHidden();
  await site.speaking();
});

test('an interruption is said, and Resume goes on', async ({ page }) => {
  await keepContext(page);
  const site = await listening(page);
  await suspendContext(page);
  await expect(site.alert).toContainText(/interrupted.*Resume.*kept/);
  // The last mood would look as if somebody were heard.
  await expect(site.emotion).not.toContainText('live, from');
  await page.getByRole('button', { name: 'Resume' }).click();
  await expect(site.alert).toBeHidden();
  await expect(site.stopButton).toBeFocused();
  await site.speaking();
});

test('after a sleep, looking at the page is enough to go on', async ({ page }) => {
  await keepContext(page);
  const site = await listening(page);
  await show(page, false);
  await suspendContext(page);
  await expect(site.alert).toContainText(/interrupted/);
  await page.getByRole('button', { name: 'Resume' }).focus();
  await show(page, true);
  await expect(site.alert).toBeHidden();
  // Left to the page or given to Stop, the Space meant for Resume would end the take.
  await expect(site.fileInput).toBeFocused();
  await site.speaking();
});

test('a hidden tab listens on and says so', async ({ page }) => {
  const site = await listening(page);
  await show(page, false);
  await expect(page).toHaveTitle(/^● Listening/);
  await show(page, true);
  await expect(site.status).toContainText(/went on listening while this tab was hidden/);
  await site.stopButton.click();
  await site.settled();
  await expectTakeKept(site);
});

test('a hidden tab that could not listen does not say that it did', async ({ page }) => {
  const site = await listening(page);
  await show(page, false);
  await tellTracks(page, 'mute');
  await expect(site.alert).toContainText(/muted/);
  await show(page, true);
  await tellTracks(page, 'unmute');
  await expect(site.alert).toBeHidden();
  await expect(site.status).toBeEmpty();
});

test('leaving the page lets go of the microphone, and coming back finds the take', async ({ page }) => {
  const site = await listening(page);
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })));
  await expect(site.alert).toContainText(/stopped when you left this page.*kept/);
  await site.settled();
  await expectTakeKept(site);
});

test('a microphone that is plugged in can be chosen at once', async ({ page }) => {
  await SitePage.visit(page);
  const options = page.getByRole('combobox', { name: 'Microphone to use' }).getByRole('option');
  const before = await options.count();
  await page.evaluate(() => {
    const list = navigator.mediaDevices.enumerateDevices.bind(navigator.mediaDevices);
    const added = { kind: 'audioinput', deviceId: 'new', groupId: '', label: 'Headset just plugged in' };
    navigator.mediaDevices.enumerateDevices = async () => [...(await list()), added as MediaDeviceInfo];
    navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
  });
  await expect(options.filter({ hasText: 'Headset just plugged in' })).toHaveCount(1);
  await expect(options).toHaveCount(before + 1);
});

test('a choice of microphones that goes hands the focus on', async ({ page }) => {
  const site = await SitePage.visit(page);
  const choice = page.getByRole('combobox', { name: 'Microphone to use' });
  await choice.focus();
  await page.evaluate(() => {
    const list = navigator.mediaDevices.enumerateDevices.bind(navigator.mediaDevices);
    navigator.mediaDevices.enumerateDevices = async () =>
      (await list()).filter(({ kind }) => kind === 'audioinput').slice(0, 1);
    navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
  });
  await expect(choice).toBeHidden();
  // Left to the page, the next Space would start the microphone.
  await expect(site.fileInput).toBeFocused();
});

test('a take that is played while it waits to be read plays on when it is', async ({ page }) => {
  const release = await holdUp(page, '**/model/weights.bin');
  const site = new SitePage(page);
  await page.goto('./');
  await site.startListening();
  await site.recorded(3);
  await site.stopButton.click();
  await expect(page.getByText('Being read …')).toBeVisible();
  await site.takePlayer.focus();
  await site.takePlayer.evaluate((audio: HTMLAudioElement) => {
    audio.loop = true;
    return audio.play();
  });
  release();
  await expect(page.getByText(/heard, 16 kHz mono$/)).toBeVisible();
  expect(await site.takePlayer.evaluate((audio: HTMLAudioElement) => audio.paused)).toBe(false);
  await expect(site.takePlayer).toBeFocused();
});

test('a chosen microphone that is gone is replaced by another, and said so', async ({ page }) => {
  const site = await SitePage.visit(page);
  const choice = page.getByRole('combobox', { name: 'Microphone to use' });
  const last = (await choice.getByRole('option').last().textContent()) ?? '';
  await choice.selectOption({ label: last });
  await page.addInitScript(() => {
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = (constraints) => {
      const { audio } = constraints ?? {};
      const asksForOne = typeof audio === 'object' && audio.deviceId !== undefined;
      return asksForOne ? Promise.reject(new DOMException('', 'OverconstrainedError')) : ask(constraints);
    };
  });
  await site.open();
  await site.startListening();
  await expect(site.status).toContainText(/The chosen microphone is not there: this is .+\./);
  await site.speaking();
});

test('a browser without audio worklets says so, and still reads files', async ({ page }) => {
  await page.addInitScript(() => Object.defineProperty(window, 'AudioWorkletNode', { value: undefined }));
  const site = await SitePage.visit(page);
  await site.listenButton.click();
  await expect(site.alert).toContainText(/cannot listen live.*current Firefox.*files meanwhile/);
  await site.upload(voice({ seconds: 2 }));
  await site.reading();
});

test('while the listening part is on its way, Stop lets go of the microphone', async ({ page }) => {
  await keepTracks(page);
  await page.addInitScript(() => {
    AudioWorklet.prototype.addModule = () => new Promise(() => undefined);
  });
  const site = await SitePage.visit(page);
  await site.startListening();
  await expect.poll(() => trackStates(page)).toEqual(['live']);
  await site.stopButton.click();
  await expect(site.listenButton).toBeVisible();
  expect(await trackStates(page)).toEqual(['ended']);
  await expect(site.alert).toBeHidden();
});

test('a listening part that does not arrive is asked for again at the next start', async ({ page }) => {
  await keepTracks(page);
  // The requests of worklets are not routed through the tests: the first module asked for is one that is not there.
  await page.addInitScript(() => {
    const worklet: { addModule: (this: AudioWorklet, address: string) => Promise<void> } = AudioWorklet.prototype;
    const { addModule } = worklet;
    worklet.addModule = function () {
      worklet.addModule = addModule;
      return addModule.call(this, 'not-there.js');
    };
  });
  await page.route('**/listening.worklet*', (route) => route.abort());
  const site = await SitePage.visit(page);
  await site.type('what I typed stays');
  await site.listenButton.click();
  await expect(site.alert).toContainText(/could not be fetched.*connection.*start again/);
  expect(await trackStates(page)).toEqual(['ended']);
  await expect(site.transcript).toHaveValue('what I typed stays');
  await site.listen();
});

test('listening begins though the connection has gone since the page came', async ({ page }) => {
  // The requests of worklets are not taken offline with the page: here whatever they ask of the host fails.
  await page.addInitScript(() => {
    const worklet: { addModule: (this: AudioWorklet, address: string) => Promise<void> } = AudioWorklet.prototype;
    const { addModule } = worklet;
    worklet.addModule = function (address) {
      const asksHost = new URL(address, document.baseURI).protocol.startsWith('http');
      return asksHost ? Promise.reject(new DOMException('', 'AbortError')) : addModule.call(this, address);
    };
  });
  const arrived = page.waitForResponse('**/listening.worklet*');
  const site = await SitePage.visit(page);
  await (await arrived).finished();
  await page.context().setOffline(true);
  await site.listen();
});

test('a sound system that does not close holds up neither a stop nor the next start', async ({ page }) => {
  await page.addInitScript(() => {
    AudioContext.prototype.close = () => new Promise(() => undefined);
  });
  const site = await listening(page);
  await site.stopButton.click();
  await site.settled();
  await expectTakeKept(site);
  await site.listen();
});

test('a sound system that stops keeps what it gave', async ({ page }) => {
  await keepContext(page);
  const site = await listening(page);
  await page.evaluate(() => (window as unknown as { keptContext: AudioContext }).keptContext.close());
  await expect(site.alert).toContainText(/sound system stopped.*Start again.*kept/);
  await site.settled();
  await expectTakeKept(site);
});

test('an interruption that does not end can be stopped, and the take stays', async ({ page }) => {
  await keepContext(page);
  const site = await listening(page);
  await page.evaluate(() => {
    const { keptContext } = window as unknown as { keptContext: AudioContext };
    keptContext.resume = () => Promise.reject(new DOMException('', 'InvalidStateError'));
  });
  await suspendContext(page);
  await expect(site.alert).toContainText(/interrupted.*Resume/);
  await page.getByRole('button', { name: 'Resume' }).click();
  await expect(site.alert).toContainText(/interrupted.*Resume/);
  await site.stopButton.click();
  await site.settled();
  await expectTakeKept(site);
});
