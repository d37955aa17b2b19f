import type { Observable } from 'rxjs';
import { IsolatedObservable, type ReportThrown } from './isolated-observable.js';
import { ThrottledErrorLog, type StreamLogger } from './throttled-error-log.js';

/** Places beyond this number are forgotten: streams with names of their own may come and go for years. */
const MAX_PLACES = 500;

/** Logs exceptions of the application's subscribers, which neither end the process nor keep other subscribers from a value. */
export class SubscriberFaults {
  private readonly reports = new Map<string, ReportThrown>();

  constructor(private readonly logger: StreamLogger) {}

  /**
   * The same values for subscribers that may throw.
   *
   * @param method by which the application got them
   * @param prefix of the line in the log
   */
  isolate<T>(values$: Observable<T>, method: string, prefix = ''): Observable<T> {
    const place = `${prefix}a subscriber of ${method} threw: `;
    let report = this.reports.get(place);
    if (report === undefined) {
      if (this.reports.size >= MAX_PLACES) this.reports.clear();
      const errors = new ThrottledErrorLog(this.logger, place);
      report = (error) => errors.report(error);
      this.reports.set(place, report);
    }
    return IsolatedObservable.of(values$, report);
  }
}
