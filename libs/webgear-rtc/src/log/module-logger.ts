import {
  Inject,
  Injectable,
  Logger,
  Optional,
  type LoggerService,
  type LogLevel,
  type OnModuleInit,
} from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { StreamLogger } from '../errors/throttled-error-log.js';
import type { ResolvedOptions } from '../options/resolved-options.interface.js';
import { RESOLVED_OPTIONS } from '../options/resolved-options.token.js';
import { LogEntry, type LogFields } from './log-entry.js';

/**
 * Injection token of a logger for the lines of this library alone: a `LoggerService` of Nest that the application provides in any of
 * its modules. Without it they go to the logger of the application.
 *
 * @publicApi
 */
export const WEBGEAR_RTC_LOGGER = Symbol('WEBGEAR_RTC_LOGGER');

/** Context of the lines, by which Nest's loggers tell them from those of others. */
const context = 'WebGearRtc';

/** The gravest first. */
const levels: readonly LogLevel[] = ['fatal', 'error', 'warn', 'log', 'debug', 'verbose'];

/** Writes the lines of one registration, as far as `logLevel` lets them through. */
@Injectable()
export class ModuleLogger implements StreamLogger, OnModuleInit {
  private readonly nest = new Logger(context);
  private provided: LoggerService | undefined;
  private readonly level: LogLevel;

  constructor(
    @Inject(RESOLVED_OPTIONS) { logLevel }: Pick<ResolvedOptions, 'logLevel'> = { logLevel: 'debug' },
    @Optional() @Inject(ModuleRef) private readonly moduleRef?: ModuleRef,
  ) {
    this.level = logLevel;
  }

  /** Not before, because providers of the application may not have been made. */
  onModuleInit(): void {
    try {
      this.provided = this.moduleRef?.get<LoggerService>(WEBGEAR_RTC_LOGGER, { strict: false });
    } catch {
      // None is provided.
    }
  }

  /** Whether lines of a level are written: what is expensive to make need not be made otherwise. */
  writes(level: LogLevel): boolean {
    return levels.indexOf(level) <= levels.indexOf(this.level);
  }

  /** Details for those who look for a fault of FFmpeg or of this library. */
  verbose(message: string, fields?: LogFields): void {
    this.write('verbose', message, fields);
  }

  debug(message: string, fields?: LogFields): void {
    this.write('debug', message, fields);
  }

  log(message: string, fields?: LogFields): void {
    this.write('log', message, fields);
  }

  warn(message: string, fields?: LogFields): void {
    this.write('warn', message, fields);
  }

  error(message: unknown, stack?: string, fields?: LogFields): void {
    if (!this.writes('error')) return;
    // A second argument beside an object would be the text to pino.
    const rest = stack === undefined || fields !== undefined ? [] : [stack];
    const traced = stack === undefined ? fields : fields && { ...fields, stack };
    const entry = traced === undefined ? message : new LogEntry(String(message), traced);
    if (this.provided === undefined) this.nest.error(entry, ...rest);
    else this.provided.error(entry, ...rest, context);
  }

  private write(
    level: 'log' | 'warn' | 'debug' | 'verbose',
    message: string,
    fields: LogFields | undefined,
  ): void {
    if (!this.writes(level)) return;
    const entry = fields === undefined ? message : new LogEntry(message, fields);
    if (this.provided === undefined) this.nest[level](entry);
    // Two of the methods are optional in a logger of Nest.
    else this.provided[level]?.(entry, context);
  }
}
