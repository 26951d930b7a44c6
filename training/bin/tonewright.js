#!/usr/bin/env node
// npm links a command only when its file is there at installation, before the first build.
import '../dist/cli.js';
