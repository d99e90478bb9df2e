/** A phone: a small screen, a processor four times slower, and where asked a slow network. */
import type { Browser, BrowserContext, CDPSession, Page } from '@playwright/test';

const SCREEN = { width: 360, height: 780 };
const CPU_TIMES_SLOWER = 4;
/** Slow 4G as Lighthouse has it: 1.6 Mb/s down, 750 kb/s up, 150 ms there and back. */
const SLOW_4G = {
  offline: false,
  latency: 150,
  downloadThroughput: 1_600_000 / 8,
  uploadThroughput: 750_000 / 8,
};

export class Phone {
  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    readonly devtools: CDPSession,
  ) {}

  static async arrive(browser: Browser): Promise<Phone> {
    const context = await browser.newContext({
      viewport: SCREEN,
      hasTouch: true,
      reducedMotion: 'reduce',
    });
    return Phone.in(context);
  }

  /** A new page in a context that may have fetched the page before. */
  static async in(context: BrowserContext): Promise<Phone> {
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    // Processor time of the main thread, which other programs on the machine do not add to.
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
    return new Phone(context, page, devtools);
  }

  async slowProcessor(slow = true): Promise<void> {
    const rate = slow ? CPU_TIMES_SLOWER : 1;
    await this.devtools.send('Emulation.setCPUThrottlingRate', { rate });
  }

  async slowNetwork(): Promise<void> {
    await this.devtools.send('Network.enable');
    await this.devtools.send('Network.emulateNetworkConditions', SLOW_4G);
  }

  /** Milliseconds that the main thread was busy so far. */
  async busyMs(): Promise<number> {
    const { metrics } = await this.devtools.send('Performance.getMetrics');
    return 1_000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN);
  }

  elements(): Promise<number> {
    return this.page.evaluate(() => document.querySelectorAll('*').length);
  }
}
