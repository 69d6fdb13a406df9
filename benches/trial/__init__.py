"""Does a served log lose, double or overshoot anything while it is loaded and things break?"""
