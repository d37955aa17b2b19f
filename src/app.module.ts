import { Module, type DynamicModule } from '@nestjs/common';
import { WebGearRtcModule, type WebGearRtcOptions } from 'nestjs-webgear-rtc';

/** The standalone application: the module and nothing else. */
@Module({})
export class AppModule {
  /** The application with the options of its command line. */
  static with(options: WebGearRtcOptions): DynamicModule {
    return { module: AppModule, imports: [WebGearRtcModule.forRoot(options)] };
  }
}
