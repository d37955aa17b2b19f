import { Injectable } from '@nestjs/common';
import { PushSource } from 'nestjs-webgear-rtc';

/** Frames received from the other machine; each is shown on arrival. */
@Injectable()
export class ReceivedFrames extends PushSource {}
