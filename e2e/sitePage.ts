/** The page as a person meets it: by roles and names only, so that the tests also hold the design's contract. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Download, type Locator, type Page } from '@playwright/test';
import { EMOTIONS } from '../src/emotions';
import type { SoundFile } from './sounds';

export class SitePage {
  readonly listenButton: Locator;
  readonly stopButton: Locator;
  readonly fileInput: Locator;
  readonly transcript: Locator;
  readonly emotion: Locator;
  readonly alert: Locator;
  readonly status: Locator;
  readonly progress: Locator;
  /** The player of what was spoken to the microphone. */
  readonly takePlayer: Locator;

  constructor(readonly page: Page) {
    this.listenButton = page.getByRole('button', { name: 'Start listening', exact: true });
    this.stopButton = page.getByRole('button', { name: 'Stop', exact: true });
    this.fileInput = page.getByLabel('Audio file', { exact: true });
    this.transcript = page.getByRole('textbox', { name: 'Transcript' });
    this.emotion = page.getByRole('region', { name: 'Emotion', exact: true });
    this.alert = page.getByRole('alert');
    this.status = page.getByRole('status');
    this.progress = page.getByRole('progressbar');
    this.takePlayer = page.getByLabel(/^Play take-/);
  }

  /** A visit to the page, as {@link open} leaves it. Whatever a test changes of the browser it must have changed before. */
  static async visit(page: Page, query = ''): Promise<SitePage> {
    const site = new SitePage(page);
    await site.open(query);
    return site;
  }

  /** Opens the page, or opens it anew, and waits for the network. @param query such as '?backend=webgl'. */
  async open(query = ''): Promise<void> {
    await this.page.goto(`./${query}`);
    await expect(this.page.getByText(/^Running on /)).toBeVisible();
    await this.settled();
  }

  async startListening(): Promise<void> {
    await this.listenButton.click();
    await expect(this.stopButton).toBeVisible();
  }

  /** Waits until a voice is being read live. */
  async speaking(): Promise<void> {
    await expect(this.emotion).toContainText('live, from');
  }

  /** Starts listening, and waits until the voice that the microphone hears is read. */
  async listen(): Promise<void> {
    await this.startListening();
    await this.speaking();
  }

  /** Waits until the take under way is that long. */
  async recorded(seconds: number): Promise<void> {
    const clock = this.page.getByLabel('Time recorded');
    const passed = async () => {
      const [minutes = 0, rest = 0] = ((await clock.textContent()) ?? '').split(':').map(Number);
      return 60 * minutes + rest;
    };
    await expect.poll(passed).toBeGreaterThanOrEqual(seconds);
  }

  /** Presses the button of this name, which saves a take. */
  async save(name: string | RegExp): Promise<Download> {
    const [download] = await Promise.all([
      this.page.waitForEvent('download'),
      this.page.getByRole('button', { name }).click(),
    ]);
    return download;
  }

  /** Waits until the reading is final. */
  async settled(): Promise<void> {
    await expect(this.emotion).toHaveAttribute('aria-busy', 'false', { timeout: 60_000 });
  }

  async upload(file: SoundFile): Promise<void> {
    await this.fileInput.setInputFiles(file);
    await this.settled();
  }

  async type(text: string): Promise<void> {
    await this.transcript.fill(text);
    await this.settled();
  }

  /** Drops files on an element as the file manager does. */
  async drop(target: Locator, files: readonly SoundFile[]): Promise<void> {
    const transfer = await this.transfer(files);
    await target.dispatchEvent('dragover', { dataTransfer: transfer });
    await target.dispatchEvent('drop', { dataTransfer: transfer });
    await this.settled();
  }

  /** A DataTransfer of files, for drag events. */
  transfer(files: readonly SoundFile[]) {
    const plain = files.map(({ name, mimeType, buffer }) => ({ name, mimeType, base64: buffer.toString('base64') }));
    return this.page.evaluateHandle((described) => {
      const transfer = new DataTransfer();
      for (const { name, mimeType, base64 } of described) {
        const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        transfer.items.add(new File([bytes], name, { type: mimeType }));
      }
      return transfer;
    }, plain);
  }

  /** The eight meters' values in the order of EMOTIONS, all of one moment: live ones change while one looks. */
  async probabilities(): Promise<number[]> {
    const meters = this.emotion.getByRole('meter');
    await expect(meters).toHaveCount(EMOTIONS.length);
    for (const emotion of EMOTIONS)
      await expect(meters.and(this.page.getByLabel(emotion, { exact: true }))).toHaveCount(1);
    const shown = await meters.evaluateAll((nodes) =>
      nodes.map((node) =>
        ['label', 'valuemin', 'valuemax', 'valuenow'].map((name) => node.getAttribute(`aria-${name}`)),
      ),
    );
    return EMOTIONS.map((emotion) => {
      const [, least, most, value = null] = shown.find(([label]) => label === emotion) ?? [];
      expect([least, most]).toEqual(['0', '1']);
      expect(value).toMatch(/^[01]\.\d{4,}$/);
      return Number(value);
    });
  }

  /** The eight values of a reading: each a probability, together 1. */
  async reading(): Promise<number[]> {
    const probabilities = await this.probabilities();
    for (const probability of probabilities) expect(probability).toBeGreaterThanOrEqual(0);
    const sum = probabilities.reduce((total, probability) => total + probability, 0);
    expect(Math.abs(sum - 1)).toBeLessThanOrEqual(0.001);
    return probabilities;
  }
}

/** Holds the page to the rules that axe can check. */
export async function expectNoViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) }))).toEqual([]);
}

/** The largest difference between two readings. */
export function distance(one: readonly number[], other: readonly number[]): number {
  return Math.max(...one.map((probability, index) => Math.abs(probability - (other[index] ?? Number.NaN))));
}
