import { Injectable } from '@nestjs/common';
import { PushSource } from 'nestjs-webgear-rtc';

/** The frames of the other machine: each is shown when it comes, and the newest one counts. */
@Injectable()
export class ReceivedFrames extends PushSource {}
