#!/usr/bin/env node
// The file behind the command `webgear-rtc`.
import './main.js';
